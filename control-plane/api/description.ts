// What the API's description says of the API as a whole; the rest is said by each route.

/** Options of @fastify/swagger. */
export const descriptionOf = (version: string) => ({
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "Trunkline",
      version,
      description: "Pipelines that are deployed from Git, and their runs.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/", description: "This server." }],
    tags: tags.map(([name, description]) => ({ name, description })),
    components: {
      securitySchemes: {
        token: {
          type: "http" as const,
          scheme: "bearer",
          description:
            "A robot's token (`trunkline tokens create`), or the one that `trunkline up` writes into its state folder.",
        },
      },
    },
  },
  refResolver: {
    buildLocalReference: (
      json: { $id?: unknown },
      _base: unknown,
      _fragment: unknown,
      n: number,
    ) => (typeof json.$id === "string" ? json.$id : `Shape${n}`),
  },
});

const tags = [
  ["projects", "Git branches that are deployed."],
  ["pipelines", "What is deployed of them."],
  ["runs", "What happened, and what is under way."],
  ["server", "The server itself and its workers."],
  ["access", "Who may ask."],
  ["page", "What people look at: HTML for a browser, made of what the rest answers."],
] as const;
