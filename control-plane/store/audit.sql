-- name: insertAudit :one
-- Through write-audit.ts, which fills in who is acting.
select trunkline.write_audit(:actor, :kind?, :act, :subject, :reason?, :requestId?, :revision?, :detail?) as "id!"
