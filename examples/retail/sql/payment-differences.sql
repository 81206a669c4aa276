-- Orders of one business date whose captured payments and adjustments don't add up to the order.
with captured as (
  select order_id, count(*) as payments, sum(amount_cents) as amount_cents from payment group by order_id
)
select
  o.order_id,
  o.amount_cents,
  coalesce(c.payments, 0) as payments,
  coalesce(c.amount_cents, 0) as captured_cents,
  coalesce(a.amount_cents, 0) as adjusted_cents
from orders o
left join captured c using (order_id)
left join payment_adjustment a using (order_id)
where o.business_date = :date
  and o.amount_cents <> coalesce(c.amount_cents, 0) + coalesce(a.amount_cents, 0)
order by o.order_id
