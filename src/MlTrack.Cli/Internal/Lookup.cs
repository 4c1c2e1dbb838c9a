using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <summary>Finds what a person named: experiments by id or name, runs by id or the beginning of it.</summary>
internal static class Lookup
{
    private const int LengthOfRunId = 32;
    private const int ShortestPrefix = 4;

    /// <summary>The experiment of an id, else of a name.</summary>
    /// <exception cref="MlTrackException">There is none.</exception>
    public static async Task<Experiment> ExperimentAsync(MlTrackClient client, string idOrName, CancellationToken cancellationToken)
    {
        if (idOrName.Length > 0 && idOrName.All(char.IsAsciiLetterOrDigit))
        {
            try
            {
                return await client.GetExperimentAsync(idOrName, cancellationToken);
            }
            catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
            {
                // Not an id; it may still be a name.
            }
        }

        return await client.FindExperimentByNameAsync(idOrName, cancellationToken)
            ?? throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"There is no experiment with the id or name '{idOrName}'.");
    }

    /// <summary>A search in the experiments that were named, or in all.</summary>
    public static async Task<SearchRunsQuery> QueryAsync(MlTrackClient client, IReadOnlyList<string> experiments, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        foreach (var experiment in experiments)
        {
            ids.Add((await ExperimentAsync(client, experiment, cancellationToken)).ExperimentId);
        }

        return new SearchRunsQuery { ExperimentIds = ids, AllExperiments = ids.Count == 0 };
    }

    /// <summary>The run whose id is given or begins so, active or deleted.</summary>
    /// <exception cref="MlTrackException">There is none, or several begin so.</exception>
    public static async Task<RunRecord> RunAsync(MlTrackClient client, string idOrPrefix, CancellationToken cancellationToken)
    {
        if (idOrPrefix.Length is < ShortestPrefix or >= LengthOfRunId || !idOrPrefix.All(char.IsAsciiLetterOrDigit))
        {
            return await client.GetRunAsync(idOrPrefix, cancellationToken);
        }

        // Letters and digits only: the text cannot leave its quotes, nor hold a wildcard.
        var query = new SearchRunsQuery
        {
            AllExperiments = true, ViewType = ViewType.All, Filter = $"attributes.run_id LIKE '{idOrPrefix}%'", MaxResults = 3, Parts = RunParts.Info,
        };
        var found = (await client.SearchRunsAsync(query, cancellationToken)).Items;
        return found.Count switch
        {
            1 => await client.GetRunAsync(found[0].Info.RunId, cancellationToken),
            0 => throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"There is no run whose id is '{idOrPrefix}' or begins so."),
            _ => throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"Several runs have ids that begin with '{idOrPrefix}': {string.Join(", ", found.Take(2).Select(run => run.Info.RunId))}{(found.Count > 2 ? " …" : "")}. Write more of it."),
        };
    }

    /// <summary>Every run that was named, each once, in that order.</summary>
    public static async Task<IReadOnlyList<RunRecord>> RunsAsync(MlTrackClient client, IEnumerable<string> idsOrPrefixes, CancellationToken cancellationToken)
    {
        var runs = new List<RunRecord>();
        foreach (var id in idsOrPrefixes)
        {
            var run = await RunAsync(client, id, cancellationToken);
            if (runs.All(known => known.Info.RunId != run.Info.RunId))
            {
                runs.Add(run);
            }
        }

        return runs;
    }
}
