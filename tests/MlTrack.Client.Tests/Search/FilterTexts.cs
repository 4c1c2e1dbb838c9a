using CsCheck;

namespace MlTrack.Tests.Search;

/// <summary>Random texts that look like filters, more or less.</summary>
internal static class FilterTexts
{
    private static readonly string[] Pieces =
    [
        "metrics.acc", "params.lr", "tags.team", "status", "run_id", "start_time", "datasets.name", "metrics.`val loss`", "params.\"a`b\"", "tags.'x y'",
        "`metrics`.acc", "params.1st", "params.12ab", "metrics.f1-score", "params.in", "Metrics.a", "foo.bar", "metrics.", "metrics", "attribute.run_name",
        "=", "!=", "<", "<=", ">", ">=", "==", "<>", "LIKE", "ILIKE", "NOT LIKE", "RLIKE", "IN", "NOT IN", "IS NULL", "IS NOT NULL", "IS", "NULL", "NOT", "not  null",
        "AND", "and", "OR", "or", "'x'", "\"x\"", "'it''s'", "'a\\'b'", "'", "\"", "`", "´", "0.5", ".5", "1.", "-1", "1e5", "1e+5", "0x1F", "007", "- 1", "1_000", "inf",
        "('a', 'b')", "('a' 'b')", "()", "(1)", "(", ")", "[", "]", "[x]", ",", ";", ".", "..", ":", "::", ":=", ":x", "?", "%s", "$1", "$a$", "@x", "#x", "# c", "-- c",
        "/* c */", "/*", "*", "+", "->", "->>", "\\x", "min(", "max(metrics.acc)", "number(params.lr)", "duration", "foo", "timestamp", "date", "user", "DESC", "asc",
        "ORDER BY", "limit", "between", "true", "Ключ", "params.Ключ", "é", "\u00A0", "\t", "\n", "\r\n", "\u001C", "😀", "\uD800", "\0",
    ];

    /// <summary>Pieces of the language in any order, with and without blanks.</summary>
    public static Gen<string> Jumble { get; } = Gen.Select(Gen.OneOf(Pieces), Gen.OneOf(" ", " ", " ", ""), (p, s) => p + s).Array[0, 14].Select(string.Concat);

    /// <summary>Mostly right filters, with a fault here and there.</summary>
    public static Gen<string> Clauses { get; } = Gen.Select(
        Gen.OneOf("metrics.acc", "params.lr", "tags.`a b`", "status", "run_id", "datasets.name", "start_time", "params.\"q`r\"", "tags.x.y", "metrics.in"),
        Gen.OneOf(" = ", " != ", ">", " <= ", " LIKE ", " ilike ", " IN ", " NOT  IN", " IS NULL", " is not null", "="),
        Gen.OneOf("'a'", "\"b\"", "0.5", "-1e3", "('a','b')", "(\"a\" , 'b',)", "", "''", "'a\nb'", "x", "1 desc", "'a' 'b'", "[0]"),
        Gen.OneOf(" AND ", " and ", " ", "", " OR ", " AND AND ", "\n"),
        (l, o, v, s) => l + o + v + s).Array[1, 4].Select(string.Concat);

    /// <summary>Any characters at all.</summary>
    public static Gen<string> Noise { get; } = Gen.Char.Array[0, 40].Select(c => new string(c));
}
