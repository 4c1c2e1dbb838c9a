using System.Text;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;

namespace MlTrack.Tests.Rest;

/// <summary>The quick writer of batches gives what the general one gives, byte for byte.</summary>
public sealed class WireBatchTests
{
    private static readonly string[] Texts = ["loss", "val/loss", "größe", "a\"b\\c", "", "<&>", "😀", "\u0001"];
    private static readonly double[] Values = [0, -0.0, 1, 0.1, 1e300, -1e-300, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Write_any_batch_is_what_the_message_gives(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var batch = new RunBatch
            {
                Metrics = Enumerable.Range(0, Pick(random, 0, 1, 7, 100, 101, 350)).Select(_ => MakeMetric(random)).ToList(),
                Params = Enumerable.Range(0, Pick(random, 0, 1, 9)).Select(_ => new Param(Pick(random, Texts), Pick(random, Texts))).ToList(),
                Tags = Enumerable.Range(0, Pick(random, 0, 1, 9)).Select(_ => new RunTag(Pick(random, Texts), Pick(random, Texts))).ToList(),
            };

            var quick = WireBatch.Write("run", batch);

            Encoding.UTF8.GetString(quick.Array!, quick.Offset, quick.Count).Should().Be(Encoding.UTF8.GetString(WireJson.Write(WireRuns.ToMessage("run", batch))), "seed {0}, batch {1}", seed, i);
        }
    }

    private static Metric MakeMetric(Random random) => new()
    {
        Key = Pick(random, Texts),
        Value = random.Next(2) == 0 ? Pick(random, Values) : random.NextDouble(),
        Step = Pick(random, 0, 1, -5, long.MaxValue, long.MinValue),
        TimestampMilliseconds = Pick(random, 0, 1_700_000_000_000),
        DatasetName = random.Next(4) == 0 ? Pick(random, Texts) : null,
        DatasetDigest = random.Next(4) == 0 ? Pick(random, Texts) : null,
        ModelId = random.Next(4) == 0 ? Pick(random, Texts) : null,
        RunId = random.Next(4) == 0 ? "another" : null,
    };

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
