"""A warehouse file with one report and every table of the contract, made by SQL: for tests of what comes after the models."""

from pathlib import Path

import duckdb

MARTS = """
create schema marts;
create schema seeds;
create table seeds.units as select unnest([1, 10000]) as unit_scale;
create table marts.dim_unit as select 'u1' as unit_id, '某局' as unit_name;
create table marts.dim_fiscal_year as select 2023 as fiscal_year;
create table marts.dim_function_subject as select '208' as code;
create table marts.dim_table as select 'final_income' as table_code, 'final_accounts' as report_kind, 'income' as family;
create table marts.dim_measure as select 'total' as measure_code;
create table marts.dim_identity as select 'row_total' as identity_code, 'row_sum' as family, '行合计等于各栏之和' as sentence_zh, 'Rows add up' as sentence_en, 'form' as source, 'equal' as relation;
create table marts.dim_report as select
    'r1' as report_id, 'd1' as document_id, 'x1' as disclosure_id, 'a/report.pdf' as source_file,
    'final_accounts' as report_kind, 'unit' as scope, 2023 as fiscal_year, 'u1' as unit_id, '某局2023年度决算' as title,
    null::date as published_on, 12 as page_count, 'ruled' as read_method, 'accepted' as status,
    null::varchar as status_code, null::varchar as status_reason, null::varchar as status_reason_en;
create table marts.dim_source_file as select
    'a/report.pdf' as source_file, 'd1' as document_id, 'accepted' as status,
    null::varchar as reason_code, null::varchar as reason_zh, null::varchar as reason_en;
create table marts.dim_report_table as select
    'r1' as report_id, 'd1' as document_id, 1 as table_seq, 'final_income' as table_code, 'title' as recognised_by, []::varchar[] as candidates, '收入决算表' as title,
    7 as first_page, 7 as last_page, '单位：万元' as unit_text, 2 as amount_count;
create table marts.fct_reported_amount as
    select 'c' || n as cell_id, 'r1' as report_id, 'final_income' as table_code, '公开02表' as table_no, 7 as page_no,
        10.0 * n as x0, 10.0 as top, 10.0 * n + 8 as x1, 20.0 as bottom, 1 as row_no, n as col_no, 1 as block_no,
        '合计' as row_label, null::varchar as row_code, null::varchar as line_no, '本年收入合计' as column_label,
        'total' as measure_code, null::varchar as function_code, null::varchar as economic_code,
        null::varchar as government_economic_code, '1.50' as printed_text, 1.50::decimal(18, 6) as printed_value,
        2 as printed_decimals, 10000 as unit_scale, 15000.00::decimal(18, 2) as amount, 'ruled' as read_method,
        false as inferred, 1.0 as confidence
    from range(2) as t(n);
create table marts.fct_performance_indicator as select 'p1' as cell_id;
create table marts.fct_flagged_cell as select 'f1' as cell_id;
create table marts.fct_identity_check as
    select 'k1' as check_id, 'r1' as report_id, 'row_total' as identity_code, 'final_income' as table_code, 'row 1' as scope,
        '合计 = 拨款: 1.50 = 1.50' as statement, 1.50::decimal(18, 2) as lhs, 1.50::decimal(18, 2) as rhs,
        0.00::decimal(18, 2) as difference, 0.01::decimal(18, 3) as tolerance, 1 as addends, 'exact' as status,
        null::varchar as reason, ['c0', 'c1'] as evidence,
        null::varchar as acknowledged_by, null::date as acknowledged_on, null::varchar as acknowledged_why;
create table marts.fct_claim_check as
    select 'k1' as check_id, 'r1' as report_id, 'text_amount_in_table' as identity_code, 'text_table' as family, 'final_income' as table_code,
        '收入' as scope, '1 = 1' as statement, 0.00::decimal(18, 2) as difference, 0.01::decimal(18, 3) as tolerance, 'exact' as status,
        null::varchar as acknowledged_by;
create table marts.fct_finding as
    select 'f0' as finding_id, 'r1' as report_id, 'a/report.pdf' as source_file, 'error' as severity, 7 as page_no,
        1 as check_count, '第7页有误' as sentence_zh, 'Page 7 is wrong' as sentence_en, null::varchar as acknowledged_by
    where false;
create table marts.mart_report_quality as select
    'r1' as report_id, 'a/report.pdf' as source_file, null::varchar as caveat_zh, null::varchar as caveat_en, [3, 4] as image_only_pages, 1::bigint as pages_read_twice, [5] as corrected_pages, 1 as tables_without_unit, 3 as columns_unknown, 2 as cells_flagged,
    1 as identities_exact, 0 as identities_rounding, 1 as identities_violated, 1 as identities_not_evaluable;
"""


def make(file: Path, then: str = "") -> Path:
    """Write the warehouse to a new file and run some more SQL on it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file), config={"storage_compatibility_version": "v1.4.0"}) as connection:
        connection.execute(MARTS + then)
    return file
