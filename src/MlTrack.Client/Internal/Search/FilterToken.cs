namespace MlTrack.Internal.Search;

/// <summary>What a piece of a filter is. The kinds are those which decide how MLflow reads a filter, no more.</summary>
internal enum TokenKind : byte
{
    /// <summary>One white space character.</summary>
    Space,

    /// <summary>A line break.</summary>
    NewLine,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A word that is no SQL word, or anything in back quotes.</summary>
    Name,

    /// <summary>Anything in double quotes: a key or a text.</summary>
    QuotedName,

    /// <summary>Anything in single quotes.</summary>
    String,

    /// <summary>A number without point and exponent.</summary>
    Integer,

    /// <summary>A number with point or exponent.</summary>
    Float,

    /// <summary>A hexadecimal number, which no filter may hold.</summary>
    Hex,

    /// <summary>An SQL word that means nothing to us.</summary>
    Keyword,

    /// <summary><c>AND</c>.</summary>
    And,

    /// <summary><c>OR</c>.</summary>
    Or,

    /// <summary><c>NOT</c>.</summary>
    Not,

    /// <summary><c>IN</c>.</summary>
    In,

    /// <summary><c>IS</c>.</summary>
    Is,

    /// <summary><c>NULL</c>.</summary>
    Null,

    /// <summary><c>NOT NULL</c>, however many blanks are between.</summary>
    NotNull,

    /// <summary><c>ASC</c> or <c>DESC</c>.</summary>
    Sort,

    /// <summary>The name of an SQL type.</summary>
    TypeWord,

    /// <summary><c>=</c>, <c>LIKE</c> and what looks like them.</summary>
    Comparator,

    /// <summary>An arithmetic or JSON operator.</summary>
    Operator,

    /// <summary><c>-></c> and <c>->></c>, which SQL reads like a dot.</summary>
    Arrow,

    /// <summary><c>*</c>.</summary>
    Star,

    /// <summary><c>?</c>, <c>:x</c>, <c>%s</c> …</summary>
    Placeholder,

    /// <summary>One of <c>; : ( ) [ ] , .</c></summary>
    Punctuation,

    /// <summary><c>::</c>.</summary>
    Typecast,

    /// <summary>Something that is never valid.</summary>
    Other,
}

/// <summary>A piece of a filter: kind and place.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">The place after its last character.</param>
internal readonly record struct FilterToken(TokenKind Kind, int Start, int End)
{
    public int Length => End - Start;

    public bool IsBlank => Kind <= TokenKind.NewLine;

    public bool IsPunctuation(string text, char c) => Kind == TokenKind.Punctuation && text[Start] == c;
}
