namespace MlTrack.Internal.Search;

/// <summary>What the right side of a clause looks like, before it is known whether that suits the left side.</summary>
internal enum ValueForm : byte
{
    /// <summary>Nothing: <c>IS NULL</c>, <c>IS NOT NULL</c>.</summary>
    None,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number with point or exponent.</summary>
    Float,

    /// <summary>A text in single quotes.</summary>
    String,

    /// <summary>A name: a text in double quotes, or a bare word.</summary>
    Identifier,

    /// <summary>Something in parentheses.</summary>
    Parenthesis,

    /// <summary>Anything else that SQL allows on the right side.</summary>
    Other,
}

/// <summary>One clause as it was cut out of the text, not yet understood.</summary>
/// <param name="Left">The left side as written.</param>
/// <param name="Comparator">The comparator in upper case.</param>
/// <param name="Form">What the right side looks like.</param>
/// <param name="Value">The right side as written; empty for <see cref="ValueForm.None"/>.</param>
internal readonly record struct RawClause(string Left, string Comparator, ValueForm Form, string Value);

/// <summary>The comparators of the language. Others reach the check by name only.</summary>
internal static class Comparators
{
    public const string Equal = "=";
    public const string NotEqual = "!=";
    public const string Less = "<";
    public const string LessOrEqual = "<=";
    public const string Greater = ">";
    public const string GreaterOrEqual = ">=";
    public const string Like = "LIKE";
    public const string ILike = "ILIKE";
    public const string In = "IN";
    public const string NotIn = "NOT IN";
    public const string IsNull = "IS NULL";
    public const string IsNotNull = "IS NOT NULL";

    /// <summary>The text of a comparator token in upper case; the usual ones without making a string.</summary>
    public static string Of(string text, FilterToken token) => token.Length switch
    {
        1 => text[token.Start] switch { '=' => Equal, '<' => Less, '>' => Greater, _ => text.Substring(token.Start, 1) },
        2 when text[token.Start + 1] == '=' && text[token.Start] is '!' or '<' or '>' =>
            text[token.Start] switch { '!' => NotEqual, '<' => LessOrEqual, _ => GreaterOrEqual },
        4 when PythonChars.Equals(text, token.Start, token.End, Like) => Like,
        5 when PythonChars.Equals(text, token.Start, token.End, ILike) => ILike,
        _ => text.Substring(token.Start, token.Length).ToUpperInvariant(),
    };

    public static bool IsOrdering(string comparator) => comparator is Less or LessOrEqual or Greater or GreaterOrEqual;

    public static bool IsNumeric(string comparator) => comparator is Equal or NotEqual || IsOrdering(comparator);
}
