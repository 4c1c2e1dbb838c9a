namespace MlTrack.Conformance;

/// <summary>What all suites have in common: a fresh store for each test, and words for what a test needs first.</summary>
public abstract class StoreSuite : IAsyncLifetime
{
    private ITrackingStore? _store;

    /// <summary>The store under test.</summary>
    protected ITrackingStore Store => _store ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>True for a store that is reached through MLflow's REST API: where that differs from a store at hand, the API's way is wanted.</summary>
    protected virtual bool IsServer => false;

    /// <summary>Makes the store of one test: without runs, and with no experiment but <c>Default</c>.</summary>
    /// <returns>The store.</returns>
    protected abstract ValueTask<ITrackingStore> CreateStoreAsync();

    /// <summary>Ends the use of a store. Disposes it, if it can be.</summary>
    /// <param name="store">The store of the test that has ended.</param>
    /// <returns>A task that ends when the store is gone.</returns>
    protected virtual async ValueTask ReleaseStoreAsync(ITrackingStore store)
    {
        if (store is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
        else
        {
            (store as IDisposable)?.Dispose();
        }
    }

    /// <inheritdoc/>
    public virtual async Task InitializeAsync() => _store = await CreateStoreAsync();

    /// <inheritdoc/>
    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await ReleaseStoreAsync(_store);
        }
    }

    /// <summary>Gives the store as what it must be for this suite.</summary>
    protected T StoreAs<T>()
        where T : class =>
        Assert.IsAssignableFrom<T>(Store);

    /// <summary>Makes an experiment and gives its id.</summary>
    protected async Task<string> CreateExperimentAsync(string name = "iris") =>
        await Store.CreateExperimentAsync(new CreateExperimentRequest { Name = name });

    /// <summary>Makes a run, of the experiment <c>Default</c> unless said otherwise.</summary>
    protected async Task<RunRecord> CreateRunAsync(string experimentId = "0", string? name = null, DateTimeOffset? start = null) =>
        await Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experimentId, UserId = "ada", RunName = name, StartTime = start });

    /// <summary>Makes a run of the experiment <c>Default</c> and gives its id.</summary>
    protected async Task<string> CreateRunIdAsync() => (await CreateRunAsync()).Info.RunId;

    /// <summary>Reads what was logged in a run.</summary>
    protected async Task<RunData> GetDataAsync(string runId) => (await Store.GetRunAsync(runId)).Data;

    /// <summary>Reads all points of a metric.</summary>
    protected async Task<List<Metric>> GetHistoryAsync(string runId, string key)
    {
        var points = new List<Metric>();
        await foreach (var point in Store.GetMetricHistoryAsync(runId, key))
        {
            points.Add(point);
        }

        return points;
    }

    /// <summary>A point that is about to be logged.</summary>
    protected static Metric Point(string key, double value, long step = 0, long timestamp = 1000) =>
        new() { Key = key, Value = value, Step = step, TimestampMilliseconds = timestamp };

    /// <summary>A call must be refused with that code and exactly that message.</summary>
    protected static async Task<MlTrackException> RefusesAsync(MlTrackErrorCode code, string message, Func<Task> call)
    {
        var error = await RefusesAsync(code, call);
        Assert.Equal(message, error.Message);
        return error;
    }

    /// <summary>A call must be refused with that code.</summary>
    protected static async Task<MlTrackException> RefusesAsync(MlTrackErrorCode code, Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<MlTrackException>(call);
        Assert.Equal(code, error.ErrorCode);
        return error;
    }

    /// <summary>A call must be refused because a rule of names or values is broken.</summary>
    protected static Task<MlTrackException> RefusesValueAsync(string message, Func<Task> call) =>
        RefusesAsync(MlTrackErrorCode.InvalidParameterValue, message, call);

    /// <summary>A call must be refused where MLflow's stores give a code that is an HTTP 500: a server refuses it as the caller's error, in the same words.</summary>
    protected Task<MlTrackException> RefusesInternallyAsync(string message, Func<Task> call) =>
        RefusesAsync(IsServer ? MlTrackErrorCode.InvalidParameterValue : MlTrackErrorCode.InternalError, message, call);

    /// <summary>The message about an empty argument; MLflow's API takes it for one that was not given.</summary>
    protected string IfServer(bool empty, string parameter, string message) =>
        IsServer && empty ? $"Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters." : message;

    /// <summary>A call must say that something is missing.</summary>
    protected static Task<MlTrackException> MissesAsync(string message, Func<Task> call) =>
        RefusesAsync(MlTrackErrorCode.ResourceDoesNotExist, message, call);

    /// <summary>Times are whole milliseconds in every store.</summary>
    protected static void AssertMilliseconds(DateTimeOffset time) => Assert.Equal(0, time.Ticks % TimeSpan.TicksPerMillisecond);
}
