-- Where the files of calendars say what: `why` names the line. No part of a pipeline's revision, or a comment would change it.

alter table trunkline.pipeline_source add column calendar_lines jsonb;
