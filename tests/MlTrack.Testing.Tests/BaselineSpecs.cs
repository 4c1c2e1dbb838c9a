namespace MlTrack.Testing.Tests;

/// <summary>New models against the run of the current champion.</summary>
public sealed class BaselineSpecs : IAsyncDisposable
{
    private readonly TestStore _store = TestStore.InMemory();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_champion_is_found_by_alias_and_by_version()
    {
        var champion = await RegisteredRunAsync(auc: 0.9, loss: 0.2);

        (await Baseline.GetAsync(_store.Client, "models:/taxi@champion")).Info.RunId.Should().Be(champion);
        (await Baseline.GetAsync(_store.Client, "models:/taxi/1")).Info.RunId.Should().Be(champion);
    }

    [Theory]
    [InlineData("models:/taxi@challenger")]
    [InlineData("models:/taxi/7")]
    [InlineData("models:/bus@champion")]
    public async Task Where_there_is_none_find_gives_null_and_get_says_so(string uri)
    {
        await RegisteredRunAsync(auc: 0.9, loss: 0.2);

        ((object?)await Baseline.FindAsync(_store.Client, uri)).Should().BeNull();
        await FluentActions.Awaiting(() => Baseline.GetAsync(_store.Client, uri)).Should().ThrowAsync<ModelAssertionException>();
    }

    [Theory]
    [InlineData("taxi")]
    [InlineData("models:/taxi")]
    [InlineData("runs:/abc/model")]
    public async Task What_names_no_registered_model_is_refused(string uri) =>
        await FluentActions.Awaiting(() => Baseline.FindAsync(_store.Client, uri)).Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task A_model_that_is_worse_than_the_champion_fails_with_all_that_is_worse()
    {
        await RegisteredRunAsync(auc: 0.9, loss: 0.2);
        await using var run = await _store.StartRunAsync("new");
        run.LogMetric("auc", 0.8).LogMetric("log_loss", 0.5).LogMetric("only_here", 1);
        var champion = await Baseline.GetAsync(_store.Client, "models:/taxi@champion");

        var demand = () => run.Should().NotBeWorseThan(champion, 0.01);

        demand.Should().Throw<ModelAssertionException>().WithMessage("*'auc'*0.8*0.9*'log_loss'*0.5*0.2*");
        run.Should().NotBeWorseThan(champion, 0.3).NotBeWorseThan(champion, 0.1, "auc");
        FluentActions.Invoking(() => run.Should().HaveMetric("only_here").NotWorseThan(champion)).Should().Throw<ModelAssertionException>().WithMessage("*baseline*no metric*");
    }

    [Fact]
    public async Task The_first_model_has_nothing_to_be_compared_with()
    {
        await using var run = await _store.StartRunAsync("first");
        run.LogMetric("auc", 0.1);

        run.Should().NotBeWorseThan(await Baseline.FindAsync(_store.Client, "models:/taxi@champion"), 0).HaveMetric("auc").NotWorseThan((RunRecord?)null);
    }

    [Fact]
    public async Task The_champion_may_be_named_by_its_URI()
    {
        await using var run = await _store.StartRunAsync("new");
        run.LogMetric("auc", 0.8);
        run.Should().HaveMetric("auc").NotWorseThan("models:/taxi@champion", 0.01).And.HaveStatus(RunStatus.Running);
        await RegisteredRunAsync(auc: 0.9, loss: 0.2);

        run.Should().HaveMetric("auc").NotWorseThan("models:/taxi@champion", 0.2);
        FluentActions.Invoking(() => run.Should().HaveMetric("auc").NotWorseThan("models:/taxi@champion", 0.01)).Should().Throw<ModelAssertionException>().WithMessage("*'auc'*0.8*0.9*");
    }

    [Fact]
    public async Task A_run_that_was_read_needs_the_registry_s_client()
    {
        await RegisteredRunAsync(auc: 0.9, loss: 0.2);
        await using var elsewhere = TestStore.InMemory();
        await using var run = await elsewhere.StartRunAsync("new");
        run.LogMetric("auc", 0.8);
        var record = await elsewhere.Client.GetRunAsync(run.RunId);

        FluentActions.Invoking(() => record.Should().HaveMetric("auc").NotWorseThan("models:/taxi@champion")).Should().Throw<InvalidOperationException>().WithMessage("*registry*");
        FluentActions.Invoking(() => record.Should().HaveMetric("auc").NotWorseThan("models:/taxi@champion", registry: _store.Client)).Should().Throw<ModelAssertionException>();
        record.Should().HaveMetric("auc").NotWorseThan("models:/taxi@challenger", registry: _store.Client);
    }

    private async Task<string> RegisteredRunAsync(double auc, double loss)
    {
        await using var run = await _store.StartRunAsync("champion");
        run.LogMetric("auc", auc).LogMetric("log_loss", loss);
        await _store.Client.CreateRegisteredModelAsync("taxi");
        await _store.Client.CreateModelVersionAsync(new() { Name = "taxi", Source = "dbfs:/taxi", RunId = run.RunId });
        await _store.Client.SetRegisteredModelAliasAsync("taxi", "champion", "1");
        return run.RunId;
    }
}
