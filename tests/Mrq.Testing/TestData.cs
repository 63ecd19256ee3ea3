namespace Mrq.Testing;

/// <summary>The folder of real models and TFLite's answers, which lives beside the repository or where MRQ_TEST_DATA points.</summary>
public static class TestData
{
    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = Ancestors().First(folder => File.Exists(Path.Combine(folder, "Mrq.Build.sln")));

    /// <summary>A file or folder of the test data; the test is inconclusive where the data is absent.</summary>
    public static string PathOf(params string[] parts)
    {
        var folder = Environment.GetEnvironmentVariable("MRQ_TEST_DATA") ?? Path.Combine(Path.GetDirectoryName(Repository)!, "shared", "data");
        if (!Directory.Exists(folder))
        {
            throw new AssertInconclusiveException($"The test data is not at {folder}; set MRQ_TEST_DATA.");
        }

        return Path.Combine([folder, .. parts]);
    }

    /// <summary>Names, without extension, of the models in a folder of the test data; one placeholder where the data is absent.</summary>
    public static IEnumerable<string> ModelsIn(string folder, string extension = ".tflite")
    {
        try
        {
            return [.. Directory.EnumerateFiles(PathOf(folder), $"*{extension}", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(PathOf(folder), path)[..^extension.Length]).Order(StringComparer.Ordinal)];
        }
        catch (AssertInconclusiveException)
        {
            return [$"({folder} is absent)"];
        }
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
