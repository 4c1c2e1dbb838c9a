namespace MlTrack.Internal.Context;

/// <summary>Takes secrets out of texts that are recorded or shown.</summary>
internal static class SecretText
{
    private static readonly string[] SecretWords = ["secret", "token", "password", "key", "credential", "sig"];

    /// <summary>
    /// Removes user and password from a URL that is recorded (<c>https://user:pw@host/x</c> → <c>https://host/x</c>). The short form of SSH,
    /// <c>git@host:path</c>, names an account and no secret: it stays, but for a password in it.
    /// </summary>
    internal static string RemoveUserInfo(string url) => ReplaceUserInfo(url, string.Empty);

    /// <summary>Hides user and password of a URL that is shown (<c>https://***@host/x</c>) and the values of its query.</summary>
    internal static string Hide(string url)
    {
        var query = url.IndexOf('?');
        var shown = query < 0 ? url : url.Substring(0, query) + "?***";
        return ReplaceUserInfo(shown, "***@");
    }

    /// <summary>
    /// Makes a URL that is recorded free of secrets and still usable: without user and password, and without the parts of its query that sign it or are
    /// named like a secret.
    /// </summary>
    internal static string CleanUrl(string url)
    {
        var plain = RemoveUserInfo(url);
        var query = plain.IndexOf('?');
        if (query < 0)
        {
            return plain;
        }

        var kept = plain.Substring(query + 1).Split('&').Where(part => !IsSecretName(part.Split('=')[0])).ToList();
        return plain.Substring(0, query) + (kept.Count == 0 ? string.Empty : "?" + string.Join("&", kept));
    }

    /// <summary>True for a name whose value is likely to be a secret.</summary>
    internal static bool IsSecretName(string name)
    {
        foreach (var word in SecretWords)
        {
            if (name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static string ReplaceUserInfo(string url, string replacement)
    {
        var scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            var at = url.IndexOf('@');
            var colon = url.IndexOf(':');
            return at > 0 && colon >= 0 && colon < at ? url.Substring(at + 1) : url;
        }

        var start = scheme + 3;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        end = end < 0 ? url.Length : end;
        var last = url.LastIndexOf('@', end - 1, end - start);
        return last < 0 ? url : url.Substring(0, start) + replacement + url.Substring(last + 1);
    }
}
