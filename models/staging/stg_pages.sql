-- One row a page.
select * from {{ source('raw', 'pages') }}
