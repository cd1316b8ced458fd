/** Engineers and skills. Engineers are the router's, so a change travels through the turn. */
import { z } from "zod";
import { EngineerId, SkillId } from "../../../protocol/ids.js";
import { Capacity, DEFAULT_CAPACITY, Engineer, Skill } from "../../../protocol/organisation.js";
import { newId } from "../../ids.js";
import { HttpRefusal } from "../errors.js";
import type { HttpParts } from "../parts.js";
import { SIGNED_IN, SUPERVISORS, listOf, onePage, route, type Route } from "../route.js";
import { sendOrRefuse } from "./commands.js";
import { filledHours } from "./hours.js";
import { refuseProblems, refuseStale, skillProblems } from "./known.js";

const NewEngineer = Engineer.omit({ id: true, archived: true }).extend({
  skills: Engineer.shape.skills.default({}),
  capacity: Engineer.shape.capacity.default(DEFAULT_CAPACITY),
  phone: Engineer.shape.phone.default({ kind: "client" }),
  hours: Engineer.shape.hours.default(null),
});

/** Without defaults: they would come in where nothing was given. */
const ChangedCapacity = Capacity.extend({
  interruptible: Capacity.shape.interruptible.unwrap(),
  blocks: Capacity.shape.blocks.unwrap(),
})
  .partial()
  .strict();
const ChangedEngineer = Engineer.omit({ id: true })
  .extend({ capacity: ChangedCapacity })
  .partial()
  .strict();
/** What the changed fields were, a capacity whole. Refused when they are not that any more. */
const Change = ChangedEngineer.extend({
  was: Engineer.omit({ id: true }).partial().strict().optional(),
});
const NewSkill = Skill.omit({ id: true });

export function engineerRoutes(parts: HttpParts): Route[] {
  const { store, roster, send, now, locks, organisationChanged } = parts;

  async function put(engineer: Engineer, before: Engineer | null): Promise<Engineer> {
    const hours = { hours: engineer.hours, before: before?.hours ?? null };
    const written = { ...engineer, hours: await filledHours(hours, now()) };
    const named = Object.keys(written.skills).map((id) => ({ field: `body.skills.${id}`, id }));
    refuseProblems(await skillProblems(store, named));
    await sendOrRefuse(send, { type: "engineer.put", engineer: written });
    return written;
  }

  return [
    route({
      method: "get",
      path: "/engineers",
      summary: "All engineers, archived ones included.",
      roles: SIGNED_IN,
      answer: listOf(Engineer),
      handle: async () => onePage((await roster()).engineers),
    }),
    route({
      method: "post",
      path: "/engineers",
      summary: "Add an engineer.",
      roles: SUPERVISORS,
      body: NewEngineer,
      answer: Engineer,
      status: 201,
      handle: ({ body }) => {
        const id = EngineerId.parse(newId("eng", now()));
        return put({ ...body, id, archived: false }, null);
      },
    }),
    route({
      method: "patch",
      path: "/engineers/{id}",
      summary:
        "Change an engineer; what is not given stays, in the capacity too. With `was`, only while these fields are still that.",
      roles: SUPERVISORS,
      params: z.object({ id: EngineerId }),
      body: Change,
      answer: Engineer,
      handle: ({ params, body: { was = {}, ...body } }) =>
        locks(`engineer ${params.id}`, async () => {
          const { engineers } = await roster();
          const engineer = engineers.find((candidate) => candidate.id === params.id);
          if (engineer === undefined) throw new HttpRefusal("ENGINEER_UNKNOWN");
          refuseStale(engineer, given(was));
          const capacity = { ...engineer.capacity, ...given(body.capacity ?? {}) };
          return put({ ...engineer, ...given(body), capacity }, engineer);
        }),
    }),
    route({
      method: "get",
      path: "/skills",
      summary: "All skills.",
      roles: SIGNED_IN,
      answer: listOf(Skill),
      handle: async () => onePage(await store.skills()),
    }),
    route({
      method: "post",
      path: "/skills",
      summary: "Add a skill.",
      roles: SUPERVISORS,
      body: NewSkill,
      answer: Skill,
      status: 201,
      handle: async ({ body }) => {
        const skill = { ...body, id: SkillId.parse(newId("skl", now())) };
        await store.putSkill(skill);
        await organisationChanged();
        return skill;
      },
    }),
    route({
      method: "patch",
      path: "/skills/{id}",
      summary: "Rename a skill.",
      roles: SUPERVISORS,
      params: z.object({ id: SkillId }),
      body: NewSkill,
      answer: Skill,
      handle: async ({ params, body }) => {
        const skills = await store.skills();
        if (!skills.some((skill) => skill.id === params.id)) throw new HttpRefusal("NOT_FOUND");
        const skill = { ...body, id: params.id };
        await store.putSkill(skill);
        await organisationChanged();
        return skill;
      },
    }),
  ];
}

/** Without the fields that were left out, so that they do not overwrite what stands. */
export function given<T extends object>(body: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const fields = Object.entries(body).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as never;
}
