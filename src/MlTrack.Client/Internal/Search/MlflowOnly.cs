using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>
/// Says which part of a search MLflow would not understand. For stores that hand a search on to an MLflow server: the text goes there
/// unchanged, and only what is ours alone is refused before, with a message that names it.
/// </summary>
internal static class MlflowOnly
{
    /// <summary>Refuses a search of runs that uses our own language.</summary>
    /// <exception cref="MlTrackException">It does. A text that is wrong in any language is the server's to refuse.</exception>
    public static void Check(SearchRunsQuery query) => Check(query.Filter, query.OrderBy, EntityGrammar.Runs);

    /// <summary>Refuses a search of experiments that uses our own language.</summary>
    /// <exception cref="MlTrackException">It does.</exception>
    public static void Check(SearchExperimentsQuery query) => Check(query.Filter, query.OrderBy, EntityGrammar.Experiments);

    /// <summary>Refuses a search of logged models that uses our own language.</summary>
    /// <exception cref="MlTrackException">It does.</exception>
    public static void Check(SearchLoggedModelsQuery query) => Check(query.Filter, [], EntityGrammar.LoggedModels);

    /// <summary>Refuses a search of the registry that uses our own language.</summary>
    /// <exception cref="MlTrackException">It does.</exception>
    public static void Check(SearchRegistryQuery query, EntityGrammar grammar) => Check(query.Filter, query.OrderBy, grammar);

    /// <summary>The first part of a filter that is not MLflow's, in words; null when all is.</summary>
    public static string? FindExtension(FilterExpression expression, EntityKind kind) => expression switch
    {
        FilterExpression.Any => "'OR'",
        FilterExpression.Not => "'NOT'",
        FilterExpression.All all => FindFirst(all.Parts, kind),
        FilterExpression.Clause clause => FindExtension(clause, kind),
        _ => null,
    };

    private static string? FindFirst(IReadOnlyList<FilterExpression> parts, EntityKind kind)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (FindExtension(parts[i], kind) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? FindExtension(FilterExpression.Clause clause, EntityKind kind)
    {
        var field = clause.Field;
        if (field.Function != FieldFunction.None)
        {
            return field.Kind == FieldKind.Param ? $"Comparing the param '{field.Key}' with a number" : $"The function '{field.Function.ToString().ToLowerInvariant()}'";
        }

        if (field.Attribute == EntityAttribute.Duration)
        {
            return "The attribute 'duration'";
        }

        if (clause.Value is not FilterValue.List || field.Kind is FieldKind.Metric or FieldKind.Dataset)
        {
            return null;
        }

        return field.Kind switch
        {
            FieldKind.Param => $"IN for the param '{field.Key}'",
            FieldKind.Tag => $"IN for the tag '{field.Key}'",
            _ => ClauseBinder.AllowsList(kind, field.Attribute) ? null : $"IN for the attribute '{field.Key}'",
        };
    }

    private static void Check(string? filter, IReadOnlyList<string> orderBy, EntityGrammar grammar)
    {
        var extension = Find(() => FilterParser.Parse(filter, grammar, FilterDialect.Extended).Extension);
        for (var i = 0; extension is null && i < orderBy.Count; i++)
        {
            var item = orderBy[i];
            extension = Find(() => OrderByParser.Parse(item, grammar, FilterDialect.Extended).Extension);
        }

        if (extension is not null)
        {
            throw SearchErrors.NotPartOfMlflow(extension);
        }
    }

    private static string? Find(Func<string?> parse)
    {
        try
        {
            return parse();
        }
        catch (MlTrackException)
        {
            // Neither language; the server will say so, in its own words.
            return null;
        }
    }
}
