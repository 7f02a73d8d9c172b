-- question: What part of the questions under its posts did each main account answer within seven days, and how soon?
-- grain: month, roster_id, territory_id, network
-- unit: part from 0 to 1, with Wilson bounds (95 %); hours
-- denominator: messages read under a sample of the posts of the month that ask something (a question mark, or the
--   account by its name) and were a week old; answers of the account for the delay
-- exclusions: networks whose door shows no conversation have no row. Reading them is asked for
--   (BAROMETRE_READ_REPLIES): not_collected where it was not. Fewer than five messages (five answers for the delay):
--   few_messages. not_read: no conversation of the account answered. A delay is known within half an hour
-- reach: 0
-- reads: barometer.status, reference.networks, observations.fetches, observations.messages
WITH doors AS (
    SELECT DISTINCT network FROM reference.networks WHERE list_contains(string_split(gives, ' '), 'replies')
), collected AS (
    SELECT DISTINCT month, network FROM observations.fetches WHERE purpose = 'replies'
), threads AS (
    SELECT month, network, account_id, count(*) FILTER (outcome IN ('ok', 'not_modified')) AS thread_count
    FROM observations.fetches, unnest(string_split(subject_ids, ' ')) AS subject(account_id)
    WHERE purpose = 'replies' GROUP BY ALL
), told AS (
    SELECT month, network, account_id, count(*) AS messages, count(*) FILTER (is_answered) AS answered,
        median(reply_hours) AS hours FROM observations.messages GROUP BY ALL
), counted AS (
    SELECT s.month, s.roster_id, s.territory_id, s.network, s.stratum, s.account_id,
        CASE WHEN c.network IS NULL THEN 'not_collected' WHEN thread_count = 0 THEN 'not_read' END AS gap,
        coalesce(thread_count, 0) AS thread_count, coalesce(messages, 0) AS messages, coalesce(answered, 0) AS answered,
        hours
    FROM barometer.status AS s JOIN doors USING (network) LEFT JOIN collected AS c USING (month, network)
    LEFT JOIN threads USING (month, network, account_id) LEFT JOIN told USING (month, network, account_id)
    WHERE s.status LIKE 'present%' AND s.account_id IS NOT NULL
)
SELECT month, roster_id, territory_id, network, stratum, account_id, CASE WHEN gap IS NULL THEN thread_count END
        AS thread_count, CASE WHEN gap IS NULL THEN messages END AS message_count,
    CASE WHEN gap IS NULL THEN answered END AS answered_count,
    coalesce(gap, CASE WHEN messages < 5 THEN 'few_messages' ELSE 'observed' END) AS reply_status,
    CASE WHEN reply_status = 'observed' THEN answered / messages END AS reply_rate,
    wilson_low(reply_rate, messages) AS reply_rate_lo, wilson_high(reply_rate, messages) AS reply_rate_hi,
    coalesce(gap, CASE WHEN answered < 5 THEN 'few_messages' ELSE 'observed' END) AS reply_hours_status,
    CASE WHEN reply_hours_status = 'observed' THEN hours END AS reply_hours
FROM counted
