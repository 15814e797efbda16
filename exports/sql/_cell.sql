-- How pandas' to_csv writes a value (csv.QUOTE_MINIMAL): nothing for nothing, decimals in their
-- shortest form, which is DuckDB's as well; in quotes, with its own ones doubled, where it holds
-- the separator, a quote or a line end. DuckDB's CSV writer also quotes what holds a #, so it is
-- told to quote nothing.
create or replace temp macro cell(value, separator) as
    case
        when regexp_matches(cast(value as varchar), '["\r\n' || separator || ']')
            then '"' || replace(cast(value as varchar), '"', '""') || '"'
        else coalesce(cast(value as varchar), '')
    end;

-- A column in which pandas found a missing number is decimal, and its 5 is written 5.0.
create or replace temp macro as_decimal(number) as
    cast(cast(number as double) as varchar);
