using MlTrack.Internal.Rules;

namespace MlTrack.Tests.Rules;

public sealed class ExperimentIdMakerTests
{
    [Theory]
    [InlineData("iris")]
    [InlineData("it's ünïcode 😀")]
    [InlineData(" ")]
    public void Create_gives_18_digits_that_depend_only_on_the_name(string name)
    {
        var id = ExperimentIdMaker.Create(name);

        id.Should().MatchRegex("^[1-9][0-9]{17}$");
        ExperimentIdMaker.Create(name).Should().Be(id);
    }

    [Fact]
    public void Create_gives_another_id_for_the_next_attempt() =>
        Enumerable.Range(0, 20).Select(i => ExperimentIdMaker.Create("iris", i)).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Create_never_changes_for_a_name() =>

        // SHA-256 of "iris" begins with these eight bytes; if this value changes, old and new versions make twins.
        ExperimentIdMaker.Create("iris").Should().Be(
            (100_000_000_000_000_000UL + (Convert.ToUInt64(
                Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("iris"u8.ToArray()))[..16], 16) % 900_000_000_000_000_000UL))
            .ToString(System.Globalization.CultureInfo.InvariantCulture));
}
