-- Spending of one functional class over the years, over all bodies
select fiscal_year, sum(amount) as yuan from marts.fct_expenditure
where function_code like '208%' and is_leaf and report_kind = 'final_accounts' group by all order by all;

-- The twenty bodies that spend most in a year
select unit_name, total_expenditure from marts.mart_unit_year
where fiscal_year = 2020 and report_kind = 'final_accounts' order by total_expenditure desc nulls last limit 20;

-- Spending by province and year
select province, fiscal_year, sum(total_expenditure) as yuan from marts.mart_unit_year group by all order by all;

-- One body over the years
select * from marts.mart_unit_year where unit_id = (select unit_id from marts.dim_unit order by unit_id limit 1) order by fiscal_year;

-- Every amount of one report
select table_no, row_no, row_label, column_label, amount from marts.fct_reported_amount
where report_id = (select report_id from marts.dim_report order by report_id limit 1) order by table_no, row_no, col_no;

-- One cell by its key
select * from marts.fct_reported_amount where cell_id = (select cell_id from marts.fct_three_public order by cell_id limit 1);

-- One table of one report as it is printed
select row_label, column_label, printed_text from marts.fct_reported_amount
where report_id = (select report_id from marts.dim_report order by report_id limit 1) and table_code = 'final_expenditure' order by row_no, col_no;

-- Amounts by table and measure
select table_code, measure_code, count(*) as amounts, sum(amount) as yuan from marts.fct_reported_amount group by all order by all;

-- The share of personnel in basic expenditure, by year
select fiscal_year, sum(amount) filter (where economic_code like '301%') / sum(amount) as personnel
from marts.fct_basic_expenditure where is_leaf and economic_code is not null group by all order by all;

-- Economic classes of one year
select e.economic_code, s.name_zh, sum(e.amount) as yuan from marts.fct_basic_expenditure as e
join marts.dim_economic_subject as s on s.code = e.economic_code where e.is_leaf and e.fiscal_year = 2021 group by all order by yuan desc limit 30;

-- Three public expenses: budget against final, by year
select year, phase, sum(amount) as yuan from marts.mart_three_public_trend where item = 'three_public_total' group by all order by all;

-- Bodies whose three public expenses exceed what they planned
select unit_name, year, max(amount) filter (where phase = 'final') as final, max(amount) filter (where phase = 'budget') as budget
from marts.mart_three_public_trend where item = 'three_public_total' and year = 2019
group by all having final > budget order by final - budget desc limit 50;

-- Reports with the most findings
select source_file, count(*) as findings from marts.fct_finding group by all order by findings desc, source_file limit 20;

-- Findings by family and severity
select family, severity, count(*) as findings from marts.fct_finding group by all order by all;

-- How often each identity holds
select identity_code, status, count(*) as instances from marts.fct_identity_check group by all order by all;

-- Violated identities of one report
select identity_code, statement, difference from marts.fct_identity_check
where report_id = (select report_id from marts.fct_finding order by report_id limit 1) and status = 'violated' order by all;

-- The quality of what was read, by year
select fiscal_year, count(*) as reports, sum(amounts) as amounts, sum(identities_violated) as violated
from marts.mart_report_quality group by all order by all;

-- Reports whose income and expenditure differ
select unit_name, fiscal_year, total_income, total_expenditure from marts.mart_unit_year
where total_income <> total_expenditure order by abs(total_income - total_expenditure) desc limit 20;

-- Change from year to year, the largest first
select unit_name, fiscal_year, total_expenditure / lag(total_expenditure) over (partition by unit_id, report_kind order by fiscal_year) as change
from marts.mart_unit_year where total_expenditure > 0 qualify change is not null order by change desc limit 20;

-- Projects against basic expenditure, by province
select u.province, sum(e.amount) filter (where e.measure_code = 'project_expenditure') as project,
    sum(e.amount) filter (where e.measure_code = 'basic_expenditure') as basic
from marts.fct_expenditure as e join marts.dim_unit as u using (unit_id) where e.is_leaf_row group by all order by all;
