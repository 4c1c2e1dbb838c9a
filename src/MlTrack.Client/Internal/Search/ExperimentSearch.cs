using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>Searches over experiments, as MLflow's <c>search_experiments</c>.</summary>
internal static class ExperimentSearch
{
    /// <summary>The greatest page.</summary>
    public const int MaxResults = 50_000;

    /// <summary>Reads and checks a search.</summary>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static CompiledSearch Compile(SearchExperimentsQuery query, FilterDialect dialect)
    {
        SearchLimits.CheckExperiments(query.MaxResults);
        var needs = new SearchNeeds();
        var filter = FilterParser.Parse(query.Filter, EntityGrammar.Experiments, dialect);
        ComparatorRules.Check(filter.Root, EntityKind.Experiment);
        var where = FilterCompiler.Compile(filter.Root, EntityKind.Experiment, needs);
        var order = query.OrderBy.Select(i => OrderByParser.Parse(i, EntityGrammar.Experiments, dialect))
            .Select(i => OrderKey.Create(i.Field, i.Ascending, needs)).ToList();

        // With an order given, ties are broken the other way round than without.
        var given = order.Count > 0;
        if (!given)
        {
            order.Add(OrderKey.Create(EntityAttribute.CreationTime, ascending: false));
        }

        order.Add(OrderKey.Create(EntityAttribute.ExperimentId, ascending: !given));
        return new CompiledSearch(where, order, needs, query.MaxResults, query.PageToken);
    }

    /// <summary>Searches experiments that are at hand.</summary>
    /// <param name="experiments">The candidates; those of other life cycle stages are passed over.</param>
    /// <param name="query">The search.</param>
    /// <param name="dialect">Which language it may use.</param>
    /// <exception cref="MlTrackException">The search is not allowed; code and message are MLflow's.</exception>
    public static PagedList<Experiment> Execute(
        IEnumerable<Experiment> experiments, SearchExperimentsQuery query, FilterDialect dialect = FilterDialect.Mlflow)
    {
        var search = Compile(query, dialect);
        return search.Execute(experiments.Where(e => SearchLimits.Sees(query.ViewType, e.LifecycleStage)), new Cursor(search.Needs));
    }

    private sealed class Cursor(SearchNeeds needs) : EntityCursor<Experiment>
    {
        public override string? GetText(EntityAttribute attribute) => attribute switch
        {
            EntityAttribute.Name => Current.Name,
            EntityAttribute.ExperimentId => Current.ExperimentId,
            _ => null,
        };

        public override bool TryGetNumber(EntityAttribute attribute, out long value) =>
            Time(attribute == EntityAttribute.CreationTime ? Current.CreationTime : Current.LastUpdateTime, out value);

        public override string? GetTag(int slot) => Find(Current.Tags, needs.Tags[slot]);
    }
}
