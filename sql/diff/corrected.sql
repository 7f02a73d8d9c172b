-- question: What was published of the earlier month, and is otherwise now?
-- grain: roster_id, territory_id, network
-- unit: a pair whose status, main account or followers are not those of the published copy (schema published)
-- denominator: none
-- exclusions: pairs that are the same; a list that the published copy did not have
-- reads: barometer.status, barometer.audience
WITH old AS (
    SELECT s.roster_id, s.territory_id, s.network, s.stratum, s.status, s.account_id, a.followers_count, a.record
    FROM published.barometer.status AS s
    LEFT JOIN published.barometer.audience AS a USING (month, roster_id, territory_id, network)
    WHERE s.month = $before
), new AS (
    SELECT s.roster_id, s.territory_id, s.network, s.stratum, s.status, s.account_id, a.followers_count, a.record
    FROM barometer.status AS s LEFT JOIN barometer.audience AS a USING (month, roster_id, territory_id, network)
    WHERE s.month = $before
)
SELECT roster_id, territory_id, network, coalesce(new.stratum, old.stratum) AS stratum,
    coalesce(new.account_id, old.account_id) AS account_id, concat_ws(' ', old.status, old.account_id) AS before,
    concat_ws(' ', new.status, new.account_id) AS after, old.followers_count AS before_count,
    new.followers_count AS after_count,
    CASE WHEN old.status IS NULL OR new.status IS NULL THEN 'list'
        WHEN old.account_id IS DISTINCT FROM new.account_id THEN 'account'
        WHEN old.record IS DISTINCT FROM new.record THEN 'reading'
        WHEN old.followers_count IS DISTINCT FROM new.followers_count THEN 'parser' ELSE 'status' END AS reason
FROM old FULL JOIN new USING (roster_id, territory_id, network)
WHERE roster_id IN (SELECT roster_id FROM old) AND (old.status IS DISTINCT FROM new.status
    OR old.account_id IS DISTINCT FROM new.account_id OR old.followers_count IS DISTINCT FROM new.followers_count)
