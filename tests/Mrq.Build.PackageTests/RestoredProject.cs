namespace Mrq.Build.PackageTests;

/// <summary>One restored consumer: what restore wrote there serves every other consumer, with the paths replaced. Restoring takes longer than building.</summary>
internal static class RestoredProject
{
    private static ConsumerProject? _project;

    public static void Create()
    {
        _project = new ConsumerProject("", restored: false);
        _project.Run("restore").Succeeded();
    }

    public static void Delete() => _project?.Dispose();

    public static void CopyTo(ConsumerProject project)
    {
        foreach (var file in Directory.GetFiles(_project!.PathOf("obj")))
        {
            project.Write($"obj/{Path.GetFileName(file)}", File.ReadAllText(file).Replace(_project.Root, project.Root, StringComparison.Ordinal));
        }
    }
}
