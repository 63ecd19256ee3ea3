using Microsoft.Build.Utilities;
using Mrq.Build.Conversions;
using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>A project's folder with the sample's model and data, and tasks that run in it.</summary>
internal sealed class TaskFolder : IDisposable
{
    private static readonly string Sample = System.IO.Path.Combine(TestData.Repository, "samples", "QuickStart");

    public TaskFolder()
    {
        CopyModel("model.tflite");
        File.Copy(System.IO.Path.Combine(Sample, "data", "eval.npz"), PathOf("eval.npz"));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mrq-task-").FullName;

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string Relative(string path) => System.IO.Path.GetRelativePath(Path, path).Replace('\\', '/');

    public bool Has(string name) => File.Exists(PathOf(name));

    public void CopyModel(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(PathOf(name))!);
        File.Copy(System.IO.Path.Combine(Sample, "models", "digits.tflite"), PathOf(name), overwrite: true);
    }

    /// <summary>A task whose paths are all relative to the folder; of the sample's model to tflite-int8 when nothing else is named.</summary>
    public MrqConvert Task(EngineStub engine, params TaskItem[] conversions) => Task(engine, TimeProvider.System, conversions);

    /// <summary>The same with a clock of its own.</summary>
    public MrqConvert Task(EngineStub engine, TimeProvider clock, params TaskItem[] conversions) => new()
    {
        Clock = clock,
        BuildEngine = engine,
        ProjectDirectory = Path,
        IntermediateDirectory = "obj/",
        OutputDirectory = "bin/",
        Conversions = conversions.Length > 0 ? conversions : [Conversion()],
    };

    /// <summary>A conversion as it is planned.</summary>
    public static TaskItem Conversion(string model = "model.tflite", string scheme = "tflite-int8", params (string Name, string Value)[] metadata)
    {
        var item = new TaskItem(model, new Dictionary<string, string>
        {
            [ConversionItem.FileName] = model,
            [ConversionItem.FullPathName] = model,
            [ConversionItem.ProjectName] = "Consumer.csproj",
            [ConversionItem.SchemeName] = scheme,
            [ConversionItem.SchemesName] = scheme,
            [ConversionItem.PlaceName] = System.IO.Path.ChangeExtension(model, scheme),
            [ConversionItem.ExtensionName] = System.IO.Path.GetExtension(model),
        });
        foreach (var (name, value) in metadata)
        {
            item.SetMetadata(name, value);
        }

        return item;
    }

    /// <summary>A conversion that also gives a C array.</summary>
    public static TaskItem CArray(string model, string scheme = "tflite-int8", params (string Name, string Value)[] metadata) =>
        Conversion(model, scheme, [("OutputFormat", "tflite;c-array"), .. metadata]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
