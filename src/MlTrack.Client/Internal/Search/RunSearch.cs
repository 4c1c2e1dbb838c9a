using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Searches over runs, as MLflow's <c>search_runs</c>.</summary>
internal static class RunSearch
{
    /// <summary>The greatest page.</summary>
    public const int MaxResults = 50_000;

    /// <summary>Reads and checks a search.</summary>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language it may use.</param>
    /// <returns>What a store asks its runs.</returns>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static CompiledSearch Compile(SearchRunsQuery query, FilterDialect dialect)
    {
        SearchLimits.CheckRuns(query.MaxResults);
        SearchLimits.CheckViewType(query.ViewType);
        if (query.AllExperiments && dialect == FilterDialect.Mlflow)
        {
            throw SearchErrors.NotPartOfMlflow("Searching all experiments without naming them");
        }

        var needs = new SearchNeeds();
        var filter = FilterParser.Parse(query.Filter, EntityGrammar.Runs, dialect);
        ComparatorRules.Check(filter.Root, EntityKind.Run);
        var where = FilterCompiler.Compile(filter.Root, EntityKind.Run, needs);

        // MLflow reads the last item first, which decides whose error is seen.
        var order = new List<OrderKey>();
        for (var i = query.OrderBy.Count - 1; i >= 0; i--)
        {
            var item = OrderByParser.Parse(query.OrderBy[i], EntityGrammar.Runs, dialect);
            order.Insert(0, OrderKey.Create(item.Field, item.Ascending, needs));
        }

        order.Add(OrderKey.Create(EntityAttribute.StartTime, ascending: false));
        order.Add(OrderKey.Create(EntityAttribute.RunId, ascending: true));
        return new CompiledSearch(where, order, needs, query.MaxResults, query.PageToken);
    }

    /// <summary>Searches runs that are at hand.</summary>
    /// <param name="runs">The candidates; those of other experiments or life cycle stages are passed over.</param>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language it may use.</param>
    /// <param name="history">Gives the points of a metric in the order of its file; needed for <c>min</c>, <c>max</c>, <c>best</c>, <c>first</c>.</param>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static PagedList<RunRecord> Execute(
        IEnumerable<RunRecord> runs,
        SearchRunsQuery query,
        FilterDialect dialect = FilterDialect.Mlflow,
        Func<RunRecord, string, IEnumerable<Metric>>? history = null)
    {
        var search = Compile(query, dialect);
        if (history is null && search.Needs.Histories.Count > 0)
        {
            throw SearchErrors.NoHistory($"A function over the metric '{search.Needs.Histories[0]}'");
        }

        var experiments = query.AllExperiments ? null : new HashSet<string>(query.ExperimentIds, StringComparer.Ordinal);
        var candidates = runs.Where(r => SearchLimits.Sees(query.ViewType, r.Info.LifecycleStage) && experiments?.Contains(r.Info.ExperimentId) != false);
        return search.Execute(candidates, new RunRecordCursor(search.Needs, history));
    }
}
