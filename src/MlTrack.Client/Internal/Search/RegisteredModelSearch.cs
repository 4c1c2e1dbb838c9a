using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Searches over registered models, as MLflow's <c>search_registered_models</c>. Prompts are left out.</summary>
internal static class RegisteredModelSearch
{
    /// <summary>The greatest page.</summary>
    public const int MaxResults = 1000;

    /// <summary>MLflow's default page size.</summary>
    public const int DefaultMaxResults = 100;

    private const string PromptTag = "mlflow.prompt.is_prompt";

    /// <summary>The clause that keeps prompts out, unless the filter speaks of them.</summary>
    public static string? PromptClause(string? filter) =>
        filter?.IndexOf(PromptTag, StringComparison.Ordinal) >= 0 ? null : $"tag.`{PromptTag}` != 'true'";

    /// <summary>Reads and checks a search.</summary>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static CompiledSearch Compile(SearchRegistryQuery query, FilterDialect dialect)
    {
        var maxResults = query.MaxResults ?? DefaultMaxResults;
        SearchLimits.CheckRegistry(maxResults, MaxResults);
        var needs = new SearchNeeds();
        var parsed = FilterParser.Parse(query.Filter, EntityGrammar.RegisteredModels, dialect, PromptClause(query.Filter));
        ComparatorRules.Check(parsed.Root, EntityKind.RegisteredModel);
        var where = FilterCompiler.Compile(parsed.Root, EntityKind.RegisteredModel, needs);
        var order = query.OrderBy.Select(i => OrderByParser.Parse(i, EntityGrammar.RegisteredModels, dialect))
            .Select(i => OrderKey.Create(i.Field, i.Ascending, needs)).ToList();
        order.Add(OrderKey.Create(EntityAttribute.Name, ascending: true));
        return new CompiledSearch(where, order, needs, maxResults, query.PageToken);
    }

    /// <summary>Searches registered models that are at hand.</summary>
    /// <param name="models">The candidates, prompts included.</param>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language the search may use.</param>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static PagedList<RegisteredModel> Execute(IEnumerable<RegisteredModel> models, SearchRegistryQuery query, FilterDialect dialect = FilterDialect.Mlflow)
    {
        var search = Compile(query, dialect);
        return search.Execute(models, new Cursor(search.Needs));
    }

    private sealed class Cursor(SearchNeeds needs) : EntityCursor<RegisteredModel>
    {
        public override string? GetText(EntityAttribute attribute) => attribute == EntityAttribute.Name ? Current.Name : null;

        public override bool TryGetNumber(EntityAttribute attribute, out long value) =>
            Time(attribute == EntityAttribute.CreationTime ? Current.CreationTime : Current.LastUpdatedTime, out value);

        public override string? GetTag(int slot) => Find(Current.Tags, needs.Tags[slot]);
    }
}
