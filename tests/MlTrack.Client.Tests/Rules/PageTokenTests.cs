using MlTrack.Internal.Rules;

namespace MlTrack.Tests.Rules;

public sealed class PageTokenTests
{
    [Fact]
    public void Create_gives_the_token_MLflow_gives() => PageToken.Create(2).Should().Be("eyJvZmZzZXQiOiAyfQ==");

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("eyJvZmZzZXQiOiAyfQ==", 2)]
    public void Parse_reads_an_offset(string? token, int offset) => PageToken.Parse(token).Should().Be(offset);

    [Theory]
    [InlineData("abc", "Invalid page token, could not base64-decode")]
    [InlineData("e30=", "Invalid page token, parsed value={}")]
    [InlineData("eyJvZmZzZXQiOiAieCJ9", "Invalid page token, not stringable x")]
    [InlineData("eyJvZmZzZXQiOiAwfQ==", "Invalid page token, parsed value={'offset': 0}")]
    [InlineData("bm90IGpzb24=", "Invalid page token, decoded value=b'not json'")]
    public void Parse_refuses_with_the_words_of_MLflow(string token, string message)
    {
        var parse = () => PageToken.Parse(token);

        parse.Should().Throw<MlTrackException>().WithMessage(message)
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public void Page_walks_through_a_result_and_ends_with_null()
    {
        int[] all = [1, 2, 3, 4, 5];

        var first = PageToken.Page(all, 2, null);
        var second = PageToken.Page(all, 2, first.NextPageToken);
        var third = PageToken.Page(all, 2, second.NextPageToken);

        first.Items.Should().Equal(1, 2);
        second.Items.Should().Equal(3, 4);
        third.Items.Should().Equal(5);
        third.NextPageToken.Should().BeNull();
        PageToken.Page(all, 2, PageToken.Create(9)).Items.Should().BeEmpty();
    }
}
