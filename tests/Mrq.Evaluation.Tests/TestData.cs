namespace Mrq.Evaluation.Tests;

/// <summary>Where the shared test data is: MRQ_TEST_DATA, or ../shared/data from the repository's root.</summary>
internal static class TestData
{
    public static string Require(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("MRQ_TEST_DATA");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); string.IsNullOrEmpty(root) && folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Mrq.Build.sln")))
            {
                root = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "data"));
            }
        }

        var path = Path.Combine([root ?? "../shared/data", .. parts]);
        if (!File.Exists(path))
        {
            Assert.Inconclusive($"Test data is absent: {path}");
        }

        return path;
    }
}
