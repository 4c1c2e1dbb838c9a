using System.Collections.Concurrent;
using Microsoft.ML;
using MlTrack.MLNet.Tests.Support;
using MlTrack.Models;

namespace MlTrack.MLNet.Tests;

/// <summary>A pool over a real registry in a folder, while the alias moves.</summary>
public sealed class PredictionEnginePoolSpecs
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly MLContext _context = new(1);

    [Fact]
    public async Task A_pool_goes_over_to_the_model_to_which_the_alias_was_moved()
    {
        await using var book = await RegisterTwoAsync();
        await using var pool = await OpenAsync(book, TimeSpan.FromMilliseconds(20));
        var changed = new TaskCompletionSource();
        pool.ModelChanged += (_, _) => changed.TrySetResult();
        var before = pool.Predict(Patient()).Score;

        await book.Client.SetRegisteredModelAliasAsync("diabetes", "champion", "2");
        await changed.Task.WaitAsync(Limit);

        pool.Location.Version!.Version.Should().Be("2");
        using var second = await book.Client.LoadPredictionEngineAsync<Training.Patient, Prediction>("models:/diabetes/2", _context);
        pool.Predict(Patient()).Score.Should().Be(second.Predict(Patient()).Score).And.NotBe(before);
        pool.LastFailure.Should().BeNull();
    }

    [Fact]
    public async Task Predictions_on_many_threads_are_those_of_one_model_or_the_other_while_it_is_swapped()
    {
        await using var book = await RegisterTwoAsync();
        var patient = Patient();
        var allowed = new List<float>();
        foreach (var version in new[] { "1", "2" })
        {
            using var engine = await book.Client.LoadPredictionEngineAsync<Training.Patient, Prediction>("models:/diabetes/" + version, _context);
            allowed.Add(engine.Predict(patient).Score);
        }

        await using var pool = await OpenAsync(book, Timeout.InfiniteTimeSpan);
        var seen = new ConcurrentDictionary<float, int>();
        using var stop = new CancellationTokenSource();
        var predicting = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                seen.AddOrUpdate(pool.Predict(patient).Score, 1, (_, count) => count + 1);
            }
        })).ToArray();

        for (var swap = 0; swap < 10; swap++)
        {
            await book.Client.SetRegisteredModelAliasAsync("diabetes", "champion", swap % 2 == 0 ? "2" : "1");
            (await pool.RefreshAsync()).Should().BeTrue();
            pool.Predict(patient).Score.Should().Be(allowed[(swap + 1) % 2], "nothing predicts with the old model after the swap");
        }

        await stop.CancelAsync();
        await Task.WhenAll(predicting).WaitAsync(Limit);
        seen.Keys.Should().BeSubsetOf(allowed);
        seen.Values.Sum().Should().BeGreaterThan(10);
    }

    [Fact]
    public async Task A_pool_keeps_its_model_when_the_next_one_cannot_be_found()
    {
        await using var book = await RegisterTwoAsync();
        await using var pool = await OpenAsync(book, Timeout.InfiniteTimeSpan);
        var before = pool.Predict(Patient()).Score;

        await book.Client.DeleteRegisteredModelAliasAsync("diabetes", "champion");

        await pool.Awaiting(known => known.RefreshAsync()).Should().ThrowAsync<MlTrackException>();
        pool.LastFailure.Should().BeOfType<MlTrackException>();
        var predictions = new float[64];
        Parallel.For(0, predictions.Length, index => predictions[index] = pool.Predict(Patient()).Score);
        predictions.Should().AllBeEquivalentTo(before, "every thread has an engine of its own");
    }

    [Fact]
    public async Task A_watcher_outlives_a_registry_that_is_away_and_finds_the_model_afterwards()
    {
        await using var book = await RegisterTwoAsync();
        await using var pool = await OpenAsync(book, TimeSpan.FromMilliseconds(10));
        var changed = new TaskCompletionSource();
        pool.ModelChanged += (_, _) => changed.TrySetResult();

        await book.Client.DeleteRegisteredModelAliasAsync("diabetes", "champion");
        using var limit = new CancellationTokenSource(Limit);
        while (pool.LastFailure is null)
        {
            await Task.Delay(5, limit.Token);
        }

        await book.Client.SetRegisteredModelAliasAsync("diabetes", "champion", "2");
        await changed.Task.WaitAsync(Limit);

        pool.Location.Version!.Version.Should().Be("2");
    }

    [Fact]
    public async Task A_pool_that_is_disposed_predicts_no_more_and_may_be_disposed_again()
    {
        await using var book = await RegisterTwoAsync();
        var pool = await OpenAsync(book, TimeSpan.FromMilliseconds(5));
        pool.Predict(Patient());

        await pool.DisposeAsync().AsTask().WaitAsync(Limit);
        pool.Dispose();

        pool.Invoking(gone => gone.Predict(Patient())).Should().Throw<ObjectDisposedException>();
        await pool.Awaiting(gone => gone.RefreshAsync()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task An_interval_of_nothing_and_a_model_that_is_not_there_are_refused()
    {
        await using var book = await Logbook.OpenAsync(OnFailure.Throw);

        await FluentActions.Awaiting(() => OpenAsync(book, TimeSpan.Zero)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        await FluentActions.Awaiting(() => OpenAsync(book, Timeout.InfiniteTimeSpan)).Should().ThrowAsync<MlTrackException>();
    }

    private static Task<PredictionEnginePool<Training.Patient, Prediction>> OpenAsync(Logbook book, TimeSpan interval) =>
        PredictionEnginePool<Training.Patient, Prediction>.OpenAsync(book.Client, "models:/diabetes@champion", new MLContext(), interval);

    private static Training.Patient Patient() => new() { Measures = [59, 2, 32.1f, 101, 157, 93.2f, 38, 4, 4.8598f, 87] };

    private async Task<Logbook> RegisterTwoAsync()
    {
        var book = await Logbook.OpenAsync(OnFailure.Throw);
        var data = Training.Diabetes(_context);
        foreach (var l2 in new[] { 0.1f, 100f })
        {
            await book.Run.LogModelAsync(_context, Training.Regression(_context, l2).Fit(data), data, "diabetes", onnx: false, new LogModelOptions { RegisteredModelName = "diabetes" });
        }

        await book.Client.SetRegisteredModelAliasAsync("diabetes", "champion", "1");
        return book;
    }
}
