-- question: Does the order of the accounts on the practice score hold when the grid is another?
-- grain: month, roster_id, network, variant
-- unit: Kendall's tau between the order of the score and that of the variant; width in points of the scale
-- denominator: accounts with a score (10 at least)
-- exclusions: networks where fewer than 10 accounts have a score say so (small_base); a family of which no account has
--   a criterion has no tau (not_given). Variants: equal weights, without
--   each family (profile c01–c03, rhythm c04–c06, native c07 c08 c12, dialogue c09 c10, access c11), geometric mean,
--   missing as 0, all thresholds × 0,8 and × 1,2. The grid is accepted when the median tau is 0,85 or more and the
--   median interval 0,6 wide or less
-- reach: 0
-- reads: barometer.practice, reference.practice_grid
-- function: pipelines.indicators.practice_sensitivity:compare
SELECT p.month, p.roster_id, p.network, p.territory_id, p.bp_score, p.bp_score_lo, p.bp_score_hi, p.bp_minus_score,
    p.bp_plus_score, g.weights,
    [c01_score, c02_score, c03_score, c04_score, c05_score, c06_score, c07_score, c08_score, c09_score, c10_score,
        c11_score, c12_score] AS criteria
FROM barometer.practice AS p JOIN (
    SELECT grid_version, list(weight ORDER BY criterion) AS weights FROM reference.practice_grid WHERE network = '*'
    GROUP BY grid_version
) AS g USING (grid_version)
