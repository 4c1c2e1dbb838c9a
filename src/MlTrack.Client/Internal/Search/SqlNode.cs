namespace MlTrack.Internal.Search;

/// <summary>What a group of tokens has become.</summary>
internal enum SqlKind : byte
{
    Token,
    Comment,
    Brackets,
    Parenthesis,
    Function,
    Identifier,
    TypedLiteral,
    Operation,
    Comparison,
    List,
}

/// <summary>A token or a group of tokens that lie side by side.</summary>
internal sealed class SqlNode
{
    public SqlKind Kind;
    public TokenKind Token;
    public int Start;
    public int End;

    /// <summary>The parts of a comparison.</summary>
    public SqlNode? Left;

    /// <summary>The comparator of a comparison in upper case.</summary>
    public string Comparator = "";

    /// <summary>The right side of a comparison; null for <c>IS NULL</c>.</summary>
    public SqlNode? Right;

    /// <summary>How many comments were drawn into a comparison from behind.</summary>
    public int Comments;

    public bool IsBlank => Kind == SqlKind.Token && Token <= TokenKind.NewLine;

    public bool Is(TokenKind token) => Kind == SqlKind.Token && Token == token;

    public string Text(string filter) => filter.Substring(Start, End - Start);
}
