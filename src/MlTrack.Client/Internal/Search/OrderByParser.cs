using MlTrack.Search;

namespace MlTrack.Internal.Search;

/// <summary>An item of <c>order_by</c> that was read.</summary>
/// <param name="Field">The column.</param>
/// <param name="Ascending">True for the smallest first.</param>
/// <param name="Extension">What of it MLflow does not have, in words; null if nothing.</param>
internal sealed record OrderItem(FilterField Field, bool Ascending, string? Extension);

/// <summary>Reads items of <c>order_by</c> as MLflow does: one column, and perhaps a direction.</summary>
internal static class OrderByParser
{
    /// <summary>Reads an item.</summary>
    /// <exception cref="MlTrackException">It is no column, or none that can be ordered by.</exception>
    public static OrderItem Parse(string item, EntityGrammar grammar, FilterDialect dialect)
    {
        if (item.Length > FilterParser.MaxLength)
        {
            throw SearchErrors.FilterTooLong(item.Length, FilterParser.MaxLength);
        }

        var extended = dialect == FilterDialect.Extended;
        if (SqlStatement.ReadColumn(item) is null)
        {
            return (extended && grammar.HasData ? TryFunction(item, grammar) : null) ?? throw SearchErrors.OrderNotParsed(item);
        }

        var words = ShellWords.Split(item.Replace('`', '"'));
        if (words is null || words.Count > 2)
        {
            throw SearchErrors.OrderNotParsed(item);
        }

        // With one word the text is kept as it is, with its quotes; with two, the quotes are gone by now.
        var ascending = words.Count < 2 || ReadDirection(words[1], item);
        var field = grammar.Resolve((words.Count < 2 ? item : words[0]).Trim(), forOrder: true, extended);
        Check(field, grammar);
        return new OrderItem(field, ascending, field.Attribute == EntityAttribute.Duration ? "The attribute 'duration'" : null);
    }

    private static bool ReadDirection(string word, string item) => word.ToLowerInvariant() switch
    {
        "asc" => true,
        "desc" => false,
        _ => throw SearchErrors.OrderKeyInvalid(item),
    };

    private static void Check(FilterField field, EntityGrammar grammar)
    {
        if (field.Kind == FieldKind.Dataset)
        {
            throw SearchErrors.Invalid("Invalid order_by entity type 'dataset'");
        }

        if (field.Kind == FieldKind.Tag && !grammar.HasData)
        {
            throw SearchErrors.Invalid("Invalid order_by entity: tag");
        }
    }

    /// <summary><c>min(metrics.loss) DESC</c>, <c>number(params.lr)</c>.</summary>
    private static OrderItem? TryFunction(string item, EntityGrammar grammar)
    {
        var tokens = FilterLexer.Tokenize(item);
        var reader = new ClauseReader(item, tokens);
        if (!reader.SkipBlanks() || !reader.TryReadLeft(out var name) || !reader.SkipBlanks() || !reader.IsPunctuation('('))
        {
            return null;
        }

        reader.Advance();
        if (!reader.SkipBlanks() || !reader.TryReadLeft(out var argument) || !reader.SkipBlanks() || !reader.IsPunctuation(')'))
        {
            return null;
        }

        reader.Advance();
        var ascending = true;
        if (reader.SkipBlanks())
        {
            var word = item.Substring(tokens[reader.Position].Start);
            ascending = ReadDirection(word.Trim(), item);
        }

        var field = FieldFunctions.Apply(name, grammar.Resolve(argument, forOrder: true, extended: true));
        return new OrderItem(field, ascending, $"The function '{name.ToLowerInvariant()}'");
    }
}
