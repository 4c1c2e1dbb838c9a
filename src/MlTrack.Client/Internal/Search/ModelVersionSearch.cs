using System.Globalization;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Searches over model versions, as MLflow's <c>search_model_versions</c>. Prompts and deleted versions are left out.</summary>
internal static class ModelVersionSearch
{
    /// <summary>The greatest page.</summary>
    public const int MaxResults = 200_000;

    /// <summary>MLflow's default page size.</summary>
    public const int DefaultMaxResults = 10_000;

    private const string DeletedStage = "Deleted_Internal";

    /// <summary>Reads and checks a search.</summary>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static CompiledSearch Compile(SearchRegistryQuery query, FilterDialect dialect)
    {
        var maxResults = query.MaxResults ?? DefaultMaxResults;
        SearchLimits.CheckRegistry(maxResults, MaxResults);
        var needs = new SearchNeeds();
        var parsed = FilterParser.Parse(query.Filter, EntityGrammar.ModelVersions, dialect, RegisteredModelSearch.PromptClause(query.Filter));
        ComparatorRules.Check(parsed.Root, EntityKind.ModelVersion);
        var where = FilterCompiler.Compile(parsed.Root, EntityKind.ModelVersion, needs);
        var order = query.OrderBy.Select(i => OrderByParser.Parse(i, EntityGrammar.ModelVersions, dialect))
            .Select(i => OrderKey.Create(i.Field, i.Ascending, needs)).ToList();
        if (order.Count == 0)
        {
            order.Add(OrderKey.Create(EntityAttribute.LastUpdateTime, ascending: false));
        }

        order.Add(OrderKey.Create(EntityAttribute.Name, ascending: true));
        order.Add(OrderKey.Create(EntityAttribute.VersionNumber, ascending: false));
        return new CompiledSearch(where, order, needs, maxResults, query.PageToken);
    }

    /// <summary>Searches model versions that are at hand.</summary>
    /// <param name="versions">The candidates, prompts and deleted ones included.</param>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language the search may use.</param>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static PagedList<ModelVersion> Execute(IEnumerable<ModelVersion> versions, SearchRegistryQuery query, FilterDialect dialect = FilterDialect.Mlflow)
    {
        var search = Compile(query, dialect);
        return search.Execute(versions.Where(v => v.CurrentStage != DeletedStage), new Cursor(search.Needs));
    }

    private sealed class Cursor(SearchNeeds needs) : EntityCursor<ModelVersion>
    {
        public override string? GetText(EntityAttribute attribute) => attribute switch
        {
            EntityAttribute.Name => Current.Name,
            EntityAttribute.RunId => Current.RunId,
            EntityAttribute.SourcePath => Current.Source,
            _ => null,
        };

        public override bool TryGetNumber(EntityAttribute attribute, out long value) => attribute switch
        {
            EntityAttribute.VersionNumber => long.TryParse(Current.Version, NumberStyles.None, CultureInfo.InvariantCulture, out value),
            EntityAttribute.CreationTime => Time(Current.CreationTime, out value),
            _ => Time(Current.LastUpdatedTime, out value),
        };

        public override string? GetTag(int slot) => Find(Current.Tags, needs.Tags[slot]);
    }
}
