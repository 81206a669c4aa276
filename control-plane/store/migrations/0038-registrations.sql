-- What the control repository rules about a project (`allow` and `sync` of its registration, as written there), and
-- what a revision was deployed upon: its change as the forge has it, verified signatures, approvals that counted.
alter table trunkline.project add column rules jsonb not null default '{}';
alter table trunkline.revision add column evidence jsonb;
