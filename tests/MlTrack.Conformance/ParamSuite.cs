namespace MlTrack.Conformance;

/// <summary>Params: texts that are written once.</summary>
public abstract class ParamSuite : StoreSuite
{
    [Theory]
    [InlineData("")]
    [InlineData(" blanks ")]
    [InlineData("a\r\nb\rc\n")]
    [InlineData("\uFEFFbom")]
    [InlineData("日本語 😀")]
    [InlineData("'\"\\: #{}[]%")]
    public async Task Any_text_comes_back_as_it_was(string value)
    {
        var id = await CreateRunIdAsync();

        await Store.LogParamAsync(id, new Param("p", value));
        await Store.LogParamAsync(id, new Param("p", value));

        Assert.Equal(value, (await GetDataAsync(id)).Params["p"]);
    }

    [Fact]
    public async Task Another_value_is_refused_and_the_first_one_stays()
    {
        var id = await CreateRunIdAsync();
        await Store.LogParamAsync(id, new Param("lr", "0.1"));

        await RefusesValueAsync(
            $"Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='{id}'. " +
            "Attempted logging new value '0.2'.",
            async () => await Store.LogParamAsync(id, new Param("lr", "0.2")));

        Assert.Equal("0.1", (await GetDataAsync(id)).Params["lr"]);
    }

    [Fact]
    public async Task Length_is_counted_in_code_points_and_cut_at_6000()
    {
        var id = await CreateRunIdAsync();
        var longest = string.Concat(Enumerable.Repeat("😀", 6000));

        await Store.LogParamAsync(id, new Param("fits", longest));
        await Store.LogParamAsync(id, new Param("cut", longest + "😀"));

        var parameters = (await GetDataAsync(id)).Params;
        Assert.Equal(longest, parameters["fits"]);
        Assert.Equal(longest, parameters["cut"]);
    }

    [Theory]
    [InlineData("x", "x/y", "param 'x/y' cannot be stored: 'x' is a param already")]
    [InlineData("x/y", "x", "param 'x' cannot be stored: there is a param whose key begins with 'x/' already")]
    public async Task A_key_cannot_be_the_folder_of_another(string first, string second, string message)
    {
        var id = await CreateRunIdAsync();
        await Store.LogParamAsync(id, new Param(first, "1"));

        await RefusesValueAsync(message, async () => await Store.LogParamAsync(id, new Param(second, "2")));

        Assert.Equal([first], (await GetDataAsync(id)).Params.Keys);
    }

    [Fact]
    public async Task Keys_may_be_nested_and_neighbours()
    {
        var id = await CreateRunIdAsync();
        string[] keys = ["model/lr", "model/depth", "model/a/b", "models", "Model"];

        foreach (var key in keys)
        {
            await Store.LogParamAsync(id, new Param(key, key));
        }

        Assert.Equal(keys.ToDictionary(key => key), (await GetDataAsync(id)).Params);
    }
}
