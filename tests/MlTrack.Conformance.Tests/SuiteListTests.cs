namespace MlTrack.Conformance.Tests;

public sealed class SuiteListTests
{
    [Theory]
    [InlineData(typeof(MemoryStoreConformance))]
    [InlineData(typeof(FileStoreConformance))]
    public void No_suite_is_forgotten(Type container) => ConformanceSuites.FindMissing(container).Should().BeEmpty();

    [Fact]
    public void A_forgotten_suite_is_named_and_an_inapplicable_one_is_not()
    {
        var missing = ConformanceSuites.FindMissing(typeof(OnlyRuns), typeof(ArtifactSuite));

        missing.Should().HaveCount(ConformanceSuites.All.Count - 2).And.Contain(typeof(TagSuite)).And.NotContain([typeof(RunSuite), typeof(ArtifactSuite)]);
    }

    [Fact]
    public void Every_store_that_is_tested_here_is_in_the_list_above()
    {
        var containers = typeof(SuiteListTests).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(StoreSuite)) && !type.IsAbstract)
            .Select(type => type.DeclaringType)
            .Where(container => container != typeof(OnlyRuns))
            .Distinct();

        var listed = typeof(SuiteListTests).GetMethod(nameof(No_suite_is_forgotten))!.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .SelectMany(attribute => (IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (Type?)argument.Value);
        containers.Should().BeEquivalentTo(listed);
    }

    private static class OnlyRuns
    {
        public sealed class Runs : RunSuite
        {
            protected override ValueTask<ITrackingStore> CreateStoreAsync() => new(TrackingStores.Memory());
        }
    }
}
