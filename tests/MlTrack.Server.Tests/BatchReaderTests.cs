using System.Text;
using System.Text.Json;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;

namespace MlTrack.Server.Tests;

/// <summary>The quick reader of batches gives what the general one gives, or leaves the body to it.</summary>
public sealed class BatchReaderTests
{
    private const string Plain = """
        {"run_id":"r","metrics":[{"key":"loss","value":0.5,"timestamp":1700000000000,"step":3},{"key":"loss","value":-1e-7,"timestamp":2,"step":-9223372036854775808,"model_id":"m","dataset_name":"d\\u00e9","dataset_digest":""}],
         "params":[{"key":"lr","value":"0.1"},{"key":"e"}],"tags":[{"value":"\ud83d\ude00","key":"t/größe"}]}
        """;

    [Fact]
    public void Every_plain_body_is_read()
    {
        var bytes = Encoding.UTF8.GetBytes(Plain);
        BatchReader.TryRead(bytes).Should().BeEquivalentTo(JsonSerializer.Deserialize(bytes, WireJson.Exact.Of<LogBatchMessage>()));
        var keys = BatchReader.TryRead("""{"metrics":[{"key":"ab"},{"key":"cb"},{"key":"ab"},{"key":""}]}"""u8)!.Metrics!.ConvertAll(metric => metric.Key);
        keys.Should().Equal("ab", "cb", "ab", "");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"run_id\":\"r\"")]
    [InlineData("{\"run_id\":\"r\"} x")]
    [InlineData("{\"run_id\":null}")]
    [InlineData("{\"run_id\":\"r\",\"run_id\":\"s\"}")]
    [InlineData("{\"runId\":\"r\"}")]
    [InlineData("{\"metrics\":{}}")]
    [InlineData("{\"metrics\":[null]}")]
    [InlineData("{\"metrics\":[{\"key\":1}]}")]
    [InlineData("{\"metrics\":[{\"value\":\"NaN\"}]}")]
    [InlineData("{\"metrics\":[{\"value\":1e999}]}")]
    [InlineData("{\"metrics\":[{\"step\":1.0}]}")]
    [InlineData("{\"metrics\":[{\"step\":\"1\"}]}")]
    [InlineData("{\"metrics\":[{\"key\":\"\\ud800\"}]}")]
    [InlineData("{\"params\":[{\"key\":\"a\",\"other\":1}]}")]
    public void Whatever_is_written_in_another_way_is_left_to_others(string body) => BatchReader.TryRead(Encoding.UTF8.GetBytes(body)).Should().BeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_body_with_any_bytes_changed_is_read_as_the_general_reader_does_or_not_at_all(int seed)
    {
        var random = new Random(seed);
        var good = Encoding.UTF8.GetBytes(Plain);
        var read = 0;
        for (var i = 0; i < 5000; i++)
        {
            var bad = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bad[random.Next(bad.Length)] = good[random.Next(good.Length)];
            }

            if (System.Text.Unicode.Utf8.IsValid(bad) && BatchReader.TryRead(bad) is { } quick)
            {
                read++;
                JsonSerializer.Serialize(quick, WireJson.Lenient.Of<LogBatchMessage>())
                    .Should().Be(JsonSerializer.Serialize(JsonSerializer.Deserialize(bad, WireJson.Exact.Of<LogBatchMessage>())!, WireJson.Lenient.Of<LogBatchMessage>()), "seed {0}, body {1}", seed, i);
            }
        }

        read.Should().BeGreaterThan(100, "changes that hit a text or a number leave a plain body");
    }
}
