"""The sample corpus as a whole: every input has its end, every typo and chrome line is gone, every span is true."""

import pytest

from .conftest import Corpus

TYPOS = {
    "anouncement": "announcement",
    "archtect": "architect",
    "begining": "beginning",
    "carefuly": "carefully",
    "ceremomy": "ceremony",
    "comittee": "committee",
    "comming": "coming",
    "compamy": "company",
    "cusstomers": "customers",
    "delegaton": "delegation",
    "emergancy": "emergency",
    "enviroment": "environment",
    "evebing": "evening",
    "foriegn": "foreign",
    "freinds": "friends",
    "goverment": "government",
    "hosueholds": "households",
    "independant": "independent",
    "infrastucture": "infrastructure",
    "intertlinked": "interlinked",
    "lighs": "lights",
    "machknes": "machines",
    "maintanance": "maintenance",
    "measuremnt": "measurement",
    "neccessary": "necessary",
    "negotations": "negotiations",
    "passangers": "passengers",
    "porducer": "producer",
    "recieved": "received",
    "scientests": "scientists",
    "seperate": "separate",
    "stength": "strength",
    "stroage": "storage",
    "temprature": "temperature",
    "thougth": "thought",
    "tomorow": "tomorrow",
    "voluteers": "volunteers",
}


def test_every_input_ends_in_one_state_with_its_reason(sample: Corpus) -> None:
    query = """SELECT status, reason, list(path || ' ' || locator ORDER BY path, locator)
        FROM inputs WHERE status <> 'article' GROUP BY ALL ORDER BY ALL"""
    assert sample.rows(query) == [
        ("duplicate", "same_content", ["archive/desk/storm_pasted_without_address.txt whole"]),
        (
            "duplicate",
            "same_record",
            [
                "archive/desk/bakery_copy_from_the_editor.txt whole",
                "archive/ferry_contract_monday_edition.txt whole",
            ],
        ),
        (
            "rejected",
            "bad_compression",
            ["broken/half_a_download.txt.gz whole", "broken/renamed_by_hand.txt.gz whole"],
        ),
        ("rejected", "binary", ["not_really_text.txt whole"]),
        ("rejected", "empty", ["broken/blank_lines.jsonl whole", "empty.txt whole"]),
        ("rejected", "invalid_json", ["wire_copy.jsonl line:3"]),
        ("rejected", "invalid_unicode", ["northline_feed.jsonl line:5"]),
        (
            "rejected",
            "no_text",
            ["broken/front_matter_only.txt whole", "broken/section_front.html whole", "northline_feed.jsonl line:2"],
        ),
        ("rejected", "not_a_record", ["northline_feed.jsonl line:3"]),
        ("rejected", "undecodable", ["broken/cut_unicode.txt whole", "northline_feed.jsonl line:7"]),
        ("rejected", "unknown_format", ["broken/section_scan.pdf whole", "press_release.docx whole"]),
    ]
    assert sample.rows("SELECT status, count(*) FROM inputs GROUP BY status ORDER BY status") == [
        ("article", 44),
        ("duplicate", 3),
        ("rejected", 15),
    ]


def test_a_record_that_is_cut_off_does_not_cost_those_after_it(sample: Corpus) -> None:
    query = """SELECT external_id FROM articles JOIN inputs USING (article_id)
        WHERE path = 'wire_copy.jsonl' ORDER BY locator"""
    assert [row[0] for row in sample.rows(query)] == [
        "hc-20260303-01",
        "hc-20260304-02",
        "lt-20260305-03",
        "lt-20260306-05",
        "hc-20260307-06",
    ]


def test_the_duplicate_names_the_article_that_is_kept(sample: Corpus) -> None:
    query = """SELECT count(DISTINCT article_id), count(*) FROM inputs
        WHERE path IN ('harbour_ferry_contract.txt', 'archive/ferry_contract_monday_edition.txt')"""
    assert sample.rows(query) == [(1, 2)]


def test_encodings(sample: Corpus) -> None:
    query = "SELECT encoding FROM inputs WHERE path = 'sea_wall_repair_grant.txt'"
    assert sample.rows(query) == [("cp1252",)]
    query = """SELECT title, text LIKE '%Élodie Garnier%café%' FROM articles JOIN inputs USING (article_id)
        WHERE path = 'sea_wall_repair_grant.txt'"""
    assert sample.rows(query) == [("Ministers promise £6.2m for battered sea wall", True)]


def test_every_typo_is_put_right_and_nothing_else_is(sample: Corpus) -> None:
    assert dict(sample.rows("SELECT original, replacement FROM spelling_corrections")) == TYPOS
    assert sample.rows("SELECT count(*) FROM spelling_corrections") == [(len(TYPOS),)]


def test_corrections_stand_where_they_say(sample: Corpus) -> None:
    query = """SELECT count(*) FROM spelling_corrections c JOIN articles a USING (article_id)
        JOIN lineage.source_texts s ON s.article_id = c.article_id AND s.field = c.field
        WHERE substring(a.text, c.char_start + 1, c.char_end - c.char_start) <> c.replacement
           OR substring(s.text, c.raw_start + 1, c.raw_end - c.raw_start) <> c.original"""
    assert sample.rows(query) == [(0,)]


@pytest.mark.parametrize(
    "line",
    [
        "Share this article",
        "Read more: ",
        "Sign up for our newsletter",
        "All rights reserved",
        "Advertisement",
        "Follow us on social media",
        "Leave a comment",
    ],
)
def test_page_chrome_is_gone(sample: Corpus, line: str) -> None:
    before = "SELECT count(*) FROM lineage.source_texts WHERE contains(text, ?)"
    assert sample.rows(before, line)[0][0] > 0
    assert sample.rows("SELECT count(*) FROM articles WHERE contains(text, ?)", line) == [(0,)]


def test_mojibake_and_invisible_characters_are_repaired(sample: Corpus) -> None:
    query = r"SELECT count(*) FROM articles WHERE regexp_matches(text, '[ÃÂ\x{200b}\x{ad}\x{a0}\r]|â€|  ')"
    assert sample.rows(query) == [(0,)]


def test_characters_beyond_the_basic_plane_survive(sample: Corpus) -> None:
    assert sample.rows("SELECT count(*) FROM articles WHERE contains(text, '🚢') AND contains(text, '🌊')") == [(1,)]


def test_the_day_is_the_publishers_and_the_moment_is_utc(sample: Corpus) -> None:
    query = "SELECT published_at::VARCHAR, published_date::VARCHAR FROM articles WHERE external_id = 'lt-20260308-02'"
    assert sample.rows(query) == [("2026-03-09 00:30:00", "2026-03-08")]


def test_a_date_without_a_time_says_so(sample: Corpus) -> None:
    query = """SELECT published_precision FROM articles JOIN inputs USING (article_id)
        WHERE path = 'storm_closes_coast_road.txt'"""
    assert sample.rows(query) == [("day",)]


@pytest.mark.parametrize("table", ["mentions", "sentences"])
def test_every_span_is_a_slice_of_its_text(sample: Corpus, table: str) -> None:
    query = f"""SELECT count(*) FROM {table} t JOIN articles a USING (article_id)
        WHERE substring(if(t.field = 'title', a.title, a.text), t.char_start + 1, t.char_end - t.char_start)
            IS DISTINCT FROM t.text"""  # noqa: S608 (fixed names)
    assert sample.rows(query) == [(0,)]


def test_raw_spans_differ_from_clean_ones_only_by_edits(sample: Corpus) -> None:
    query = """SELECT count(*) FROM mentions m JOIN lineage.source_texts s USING (article_id, field)
        WHERE substring(s.text, m.raw_start + 1, m.raw_end - m.raw_start) <> m.text
        AND NOT EXISTS (SELECT 1 FROM text_edits e WHERE e.article_id = m.article_id AND e.field = m.field
            AND e.raw_start < m.raw_end AND e.raw_end > m.raw_start)"""
    assert sample.rows(query) == [(0,)]
    moved = "SELECT count(*) FROM mentions WHERE raw_start <> char_start"
    assert sample.rows(moved)[0][0] > 50  # CRLF, chrome at the start, mojibake: the question is not idle


def test_two_people_with_one_surname_stay_two(sample: Corpus) -> None:
    query = "SELECT name FROM entities WHERE label = 'PERSON' AND name LIKE '% Ellison' ORDER BY name"
    assert sample.rows(query) == [("Margaret Ellison",), ("Peter Ellison",)]
    query = """SELECT m.text, m.rule, m.entity_id FROM mentions m JOIN inputs USING (article_id)
        WHERE path = 'ferry_contract_signed.txt' AND m.text = 'Ellison'"""
    assert sample.rows(query) == [("Ellison", "ambiguous_surname", None)]


def test_an_acronym_is_its_expansion_where_the_article_says_so(sample: Corpus) -> None:
    query = "SELECT list_sort(aliases) FROM entities WHERE name = 'Western Harbours Authority'"
    assert sample.rows(query) == [(["WHA", "Western Harbours Authority"],)]


def test_daily_attention_counts_by_hand(sample: Corpus) -> None:
    query = """SELECT d.published_date::VARCHAR, d.article_count, d.article_share::DOUBLE FROM entity_attention_daily d
        JOIN entities e USING (entity_id) WHERE e.name = 'Susan Carver' ORDER BY 1"""
    assert sample.rows(query) == [
        ("2026-03-02", 1, 0.333333),
        ("2026-03-03", 1, 0.142857),
        ("2026-03-05", 1, 0.166667),
        ("2026-03-06", 2, 0.285714),
        ("2026-03-07", 3, 0.333333),
        ("2026-03-08", 2, 0.4),
    ]


def test_outlets_are_profiled(sample: Corpus) -> None:
    query = """SELECT source, article_count, near_duplicate_share::DOUBLE, unique_article_count
        FROM source_profiles ORDER BY source"""
    assert sample.rows(query) == [
        ("Lakeside Tribune", 11, 0.090909, 10),
        ("Northline News", 9, 0.0, 9),
        ("The Gull Point Gazette", 6, 0.166667, 5),
        ("The Harbour Courier", 15, 0.0, 14),
        ("unknown", 3, 0.0, 3),
    ]


def test_a_syndicated_story_and_a_reprint_name_their_originals(sample: Corpus) -> None:
    query = """SELECT i.path, o.path, n.method FROM near_duplicates n
        JOIN inputs i ON i.article_id = n.article_id AND i.status = 'article'
        JOIN inputs o ON o.article_id = n.duplicate_of AND o.status = 'article' ORDER BY i.path"""
    assert sample.rows(query) == [
        ("gull_point_gazette/flood_fund_reprint.txt", "courier/flood_fund_total.txt", "near"),
        ("tribune/kiel_jobs_syndicated.txt", "northline/kiel_battery_jobs.txt", "near"),
    ]
    assert sample.rows("SELECT count(*) FROM unique_articles") == [(41,)]


def test_every_document_has_one_latest_version(sample: Corpus) -> None:
    query = "SELECT count(*), count(DISTINCT document_id), (SELECT count(DISTINCT document_id) FROM articles) "
    assert sample.rows(query + "FROM latest_articles") == [(43, 43, 43)]
    query = """SELECT path FROM latest_articles JOIN inputs USING (article_id)
        WHERE path LIKE 'courier/ferry_loan_terms%'"""
    assert sample.rows(query) == [("courier/ferry_loan_terms_corrected.txt",)]


def test_two_versions_of_one_article_are_one_document(sample: Corpus) -> None:
    query = """SELECT count(*), count(DISTINCT article_id), count(DISTINCT document_id) FROM articles
        JOIN inputs USING (article_id) WHERE path LIKE 'courier/ferry_loan_terms%'"""
    assert sample.rows(query) == [(2, 2, 1)]


def test_what_a_record_could_not_give_is_said(sample: Corpus) -> None:
    query = "SELECT path, locator, error FROM inputs WHERE status = 'article' AND reason IS NOT NULL ORDER BY path"
    told = {path: error for path, _, error in sample.rows(query)}
    assert set(told) == {
        "broken/colon_in_the_title.txt",
        "courier/html/fish_market_flood.html",
        "gull_point_gazette/choir_returns.txt",
        "northline_feed.jsonl",
        "tribune/seventh_graders_ferry.txt",
    }
    assert "read line by line" in told["broken/colon_in_the_title.txt"]
    assert "last Tuesday" in told["gull_point_gazette/choir_returns.txt"]
    assert "03/04/2026" in told["tribune/seventh_graders_ferry.txt"]
    assert "url" in told["northline_feed.jsonl"]


def test_the_database_describes_itself(sample: Corpus) -> None:
    undocumented = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL"
    assert sample.rows(undocumented) == []
    assert sample.rows("SELECT count(*) FROM duckdb_tables() WHERE comment IS NULL") == [(0,)]
    [(articles, inputs, rejected, undated)] = sample.rows(
        "SELECT article_count, input_count, rejected_count, undated_article_count FROM about"
    )
    assert (articles, inputs, rejected, undated) == (44, 62, 15, 4)


def test_the_run_in_about_is_in_the_list_of_runs(sample: Corpus) -> None:
    query = "SELECT count(*) FROM lineage.runs JOIN about USING (run_id, content_fingerprint)"
    assert sample.rows(query) == [(1,)]


def test_every_table_is_reached_from_the_source_files(sample: Corpus) -> None:
    query = """WITH RECURSIVE made AS (
        SELECT 'source files' AS name UNION
        SELECT a.table_name FROM lineage.assets a JOIN made ON a.reads_table = made.name
    ) SELECT table_name FROM lineage.assets WHERE table_name NOT IN (SELECT name FROM made)"""
    assert sample.rows(query) == []
    orphans = "SELECT count(*) FROM lineage.assets a ANTI JOIN lineage.processes p USING (process_id)"
    assert sample.rows(orphans) == [(0,)]


@pytest.mark.parametrize("argument", ["m.mention_id", "mention_id"])
def test_every_mention_is_traced_from_within_a_query(sample: Corpus, argument: str) -> None:
    """The macro's own tables must not catch the caller's names."""
    query = f"""SELECT count(*), count(*) FILTER (t.mention_id = m.mention_id AND t.raw_start = m.raw_start)
        FROM mentions m CROSS JOIN LATERAL (FROM trace_mention({argument})) t"""  # noqa: S608 (fixed names)
    [(mentions,)] = sample.rows("SELECT count(*) FROM mentions")
    assert sample.rows(query) == [(mentions, mentions)]
