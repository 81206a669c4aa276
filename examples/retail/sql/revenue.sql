-- Revenue of one business date by region and product; net is gross less refunds.
select
  o.region,
  p.product,
  p.name,
  count(*) as orders,
  sum(o.quantity) as units,
  sum(o.amount_cents) as gross_cents,
  sum(coalesce(r.amount_cents, 0)) as refund_cents,
  sum(o.amount_cents - coalesce(r.amount_cents, 0)) as net_cents
from orders o
join product p using (product)
left join (
  select order_id, sum(amount_cents) as amount_cents from refund group by order_id
) r using (order_id)
where o.business_date = :date
group by o.region, p.product
order by o.region, net_cents desc, p.product
