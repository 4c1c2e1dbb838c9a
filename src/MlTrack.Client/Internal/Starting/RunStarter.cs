using MlTrack.Internal.Context;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack.Internal.Starting;

/// <summary>Makes or resumes a run by MLflow's rules.</summary>
internal sealed class RunStarter(MlTrackClient client, IRunWriterFactory writers)
{
    internal async Task<OpenedRun> StartAsync(RunOptions options, bool isNested, CancellationToken cancellationToken)
    {
        var tags = CollectTags(options);

        // The variable is for the first run of the program; as in MLflow it is used up by it.
        var runId = options.RunId ?? (isNested ? null : client.EnvironmentVariables.TakeRunId());
        return runId is null
            ? await CreateAsync(options, tags, cancellationToken).ConfigureAwait(false)
            : await ResumeAsync(runId, options, tags, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, string> CollectTags(RunOptions options)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in options.Tags ?? EmptyMap.Strings)
        {
            tags[tag.Key] = tag.Value;
        }

        if (options.Description is { } description)
        {
            if (tags.ContainsKey(RunTags.Note))
            {
                // MLflow's words, blank missing as there.
                throw new MlTrackException(
                    MlTrackErrorCode.InvalidParameterValue,
                    $"Description is already set via the tag {RunTags.Note} in tags.Remove the key {RunTags.Note} from the tags or omit the description.");
            }

            tags[RunTags.Note] = description;
        }

        if (options.ParentRunId is { } parent)
        {
            tags[RunTags.ParentRunId] = parent;
        }

        return tags;
    }

    private async Task<OpenedRun> CreateAsync(RunOptions options, Dictionary<string, string> tags, CancellationToken cancellationToken)
    {
        if (options.ParentRunId is { } parentId)
        {
            await CheckParentAsync(parentId, cancellationToken).ConfigureAwait(false);
        }

        var experimentId = await ExperimentChoice.ChooseAsync(client, options, cancellationToken).ConfigureAwait(false);
        var allTags = await RunContextTags.Process
            .ResolveAsync(client.EnvironmentVariables, tags, options.CaptureGit, options.CaptureEnvironment, client.Logger)
            .ConfigureAwait(false);
        var request = new CreateRunRequest
        {
            ExperimentId = experimentId,
            RunName = options.RunName,
            UserId = allTags.TryGetValue(RunTags.User, out var user) ? user : "unknown",
            StartTime = client.Policy.Time.GetUtcNow(),
            Tags = [.. allTags.Select(tag => new RunTag(tag.Key, tag.Value))],
        };
        return await writers.CreateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OpenedRun> ResumeAsync(
        string runId, RunOptions options, Dictionary<string, string> tags, CancellationToken cancellationToken)
    {
        var experimentId = options.ExperimentId is null && options.ExperimentName is null
            ? null
            : await ExperimentChoice.ChooseAsync(client, options, cancellationToken).ConfigureAwait(false);
        var opened = await writers.OpenAsync(runId, cancellationToken).ConfigureAwait(false);
        try
        {
            if (experimentId is not null && experimentId != opened.Record.Info.ExperimentId)
            {
                throw new MlTrackException(
                    MlTrackErrorCode.InternalError,
                    $"Cannot start run with ID {runId} because active experiment ID does not match environment run ID. Make sure --experiment-name or " +
                    "--experiment-id matches experiment set with set_experiment(), or just use command-line arguments")
                {
                    RunId = runId,
                };
            }

            var info = opened.Writer.Update(new RunUpdate { Status = RunStatus.Running, RunName = options.RunName });
            foreach (var tag in tags)
            {
                opened.Writer.SetTag(tag.Key, tag.Value);
            }

            return opened with { Record = opened.Record with { Info = info } };
        }
        catch
        {
            opened.Writer.Dispose();
            throw;
        }
    }

    private async Task CheckParentAsync(string parentId, CancellationToken cancellationToken)
    {
        var parent = await client.GetRunAsync(parentId, cancellationToken).ConfigureAwait(false);
        if (parent.Info.LifecycleStage == LifecycleStage.Deleted)
        {
            throw new MlTrackException(
                MlTrackErrorCode.InternalError, $"Cannot start run under parent run with ID {parentId} because it is in the deleted state.")
            {
                RunId = parentId,
            };
        }
    }
}
