/** A request on its way and its answer on the way back, each taking as long as the dice will. */
import type { World } from "./world.js";

/** A process that asks something of the world around it. */
export interface Traveller {
  readonly name: string;
  /** Killed, it hears nothing any more. */
  readonly isOver: boolean;
  /** Runs `work` in the process, as soon as it runs at all. */
  enter(work: () => void): void;
}

/** `arrive` is what happens where the request arrives; what it throws is the answer too. */
export function travel<T>(world: World, from: Traveller, arrive: () => T): Promise<T> {
  const request = { isLost: false };
  return new Promise<T>((resolve, reject) => {
    world.add(() => {
      // Of what a killed process had sent, half is lost on the way.
      if (from.isOver) request.isLost = world.dice.chance(0.5);
      if (request.isLost || world.broken !== null) return;
      let answer: () => void;
      try {
        const value = arrive();
        answer = () => {
          resolve(value);
        };
      } catch (error) {
        world.say(() => `  ${from.name}: ${String(error)}`);
        answer = () => {
          reject(error instanceof Error ? error : new Error(String(error)));
        };
      }
      world.add(() => {
        from.enter(answer);
      });
    });
  });
}
