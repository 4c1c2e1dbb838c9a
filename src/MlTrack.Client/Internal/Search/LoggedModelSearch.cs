using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Searches over logged models, as MLflow's <c>search_logged_models</c>.</summary>
internal static class LoggedModelSearch
{
    /// <summary>Reads and checks a search.</summary>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static CompiledSearch Compile(SearchLoggedModelsQuery query, FilterDialect dialect)
    {
        // 0 means the default here, and there is no greatest page.
        var maxResults = query.MaxResults == 0 ? SearchLoggedModelsQuery.DefaultMaxResults : query.MaxResults;
        SearchLimits.CheckPositive(maxResults);
        if (query.Datasets.Any(d => string.IsNullOrEmpty(d.DatasetName)))
        {
            throw SearchErrors.Invalid("`dataset_name` in the `datasets` clause must be specified.");
        }

        var needs = new SearchNeeds();
        var filter = FilterParser.Parse(query.Filter, EntityGrammar.LoggedModels, dialect);
        CheckKeys(filter.Root);
        ComparatorRules.Check(filter.Root, EntityKind.LoggedModel);
        var where = FilterCompiler.Compile(filter.Root, EntityKind.LoggedModel, needs);
        if (query.Datasets.Count > 0 && needs.Metrics.Count == 0)
        {
            where = new AllPredicate([where, new HasMetricPredicate()]);
        }

        var order = query.OrderBy.Select(o => LoggedModelOrderKey.Create(o)).ToList();
        order.Add(OrderKey.Create(EntityAttribute.CreationTime, ascending: false));
        order.Add(OrderKey.Create(EntityAttribute.ModelId, ascending: true));
        return new CompiledSearch(where, order, needs, maxResults, query.PageToken);
    }

    /// <summary>Searches logged models that are at hand.</summary>
    /// <param name="models">The candidates; deleted ones and those of other experiments are passed over. Their metrics are in the order of
    /// first appearance in the files, as MLflow compares the first that suits.</param>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language it may use.</param>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static PagedList<LoggedModel> Execute(IEnumerable<LoggedModel> models, SearchLoggedModelsQuery query, FilterDialect dialect = FilterDialect.Mlflow)
    {
        var search = Compile(query, dialect);
        if (search.Needs.Histories.Count > 0)
        {
            throw SearchErrors.NoHistory($"A function over the metric '{search.Needs.Histories[0]}' of logged models");
        }

        var experiments = new HashSet<string>(query.ExperimentIds, StringComparer.Ordinal);
        var candidates = models.Where(m => m.LifecycleStage == LifecycleStage.Active && experiments.Contains(m.ExperimentId));
        return search.Execute(candidates, new LoggedModelCursor(search.Needs, query.Datasets));
    }

    // MLflow's parser knows two names that its file store does not have; it then fails without a code.
    private static void CheckKeys(FilterExpression expression)
    {
        switch (expression)
        {
            case FilterExpression.Clause { Field: { Kind: FieldKind.Attribute, Key: "creation_time" or "last_updated_time" } field }:
                throw SearchErrors.UnknownModelKey(field.Key);
            case FilterExpression.Not not:
                CheckKeys(not.Part);
                break;
            case FilterExpression.All all:
                all.Parts.ToList().ForEach(CheckKeys);
                break;
            case FilterExpression.Any any:
                any.Parts.ToList().ForEach(CheckKeys);
                break;
        }
    }
}

/// <summary>Has a metric on one of the data sets that the search is restricted to.</summary>
internal sealed class HasMetricPredicate : FilterPredicate
{
    public override bool Matches(IEntitySource source) => source is LoggedModelCursor cursor && cursor.HasMetric;
}
