using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>A project's folder with the sample's model and data, and tasks that run in it.</summary>
internal sealed class TaskFolder : IDisposable
{
    public TaskFolder()
    {
        var sample = System.IO.Path.Combine(TestData.Repository, "samples", "QuickStart");
        File.Copy(System.IO.Path.Combine(sample, "models", "digits.tflite"), PathOf("model.tflite"));
        File.Copy(System.IO.Path.Combine(sample, "data", "eval.npz"), PathOf("eval.npz"));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mrq-task-").FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A conversion whose paths are all relative to the folder.</summary>
    public MrqConvert Conversion(EngineStub engine) => new()
    {
        BuildEngine = engine,
        ProjectDirectory = Path,
        Model = "model.tflite",
        ModelPath = "model.tflite",
        TargetScheme = "tflite-int8",
        OutputFile = "obj/out.tflite",
        ReportFile = "obj/out.report.json",
    };

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
