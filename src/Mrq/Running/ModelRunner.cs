using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Files;
using Mrq.Formats;

namespace Mrq;

/// <summary>Runs a model on raw inputs and writes raw outputs.</summary>
public static class ModelRunner
{
    /// <param name="modelPath">The model.</param>
    /// <param name="inputPaths">One <c>.bin</c>: the bytes of all graph inputs in graph order; or samples as <see cref="Dataset"/> loads them.</param>
    /// <param name="outputPath"><c>.bin</c>: the bytes of all graph outputs, sample after sample; <c>.npy</c>, <c>.npz</c>: arrays with a first dimension of samples.</param>
    /// <param name="arithmetic">The arithmetic to emulate; null for that of the model's own runtime.</param>
    /// <param name="dumpFolder">Where every activation of the first sample goes, as INDEX.bin; null for nowhere.</param>
    /// <param name="keepState">Whether the samples are one sequence: variables and the state of SVDF and LSTM go on from one to the next.</param>
    /// <param name="data">What samples do not say of themselves; <c>.bin</c> bytes are the inputs' own.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the model leaves open; null for none.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="cancellation">Stops between operators.</param>
    public static RunResult Run(string modelPath, IReadOnlyList<string> inputPaths, string outputPath, Arithmetic? arithmetic = null, string? dumpFolder = null, bool keepState = false, DatasetOptions? data = null, InputShapes? shapes = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        var model = ModelFile.Read(modelPath, shapes);
        var graph = model.Graph;
        var runtime = model.RuntimeOf(arithmetic);
        try
        {
            RequireFiles(modelPath, inputPaths, outputPath, DumpPaths(graph, dumpFolder));
            if (graph.Outputs.Length > 1 && Extension(outputPath) == ".npy")
            {
                throw new MrqException(MrqCodes.BadOption, $"the model has {graph.Outputs.Length} outputs and a .npy file holds one array; write .npz or .bin.", new MrqPlace(outputPath));
            }

            using var files = new StagedFiles();
            var compiled = CompiledGraph.Compile(graph, runtime, keepAllTensors: dumpFolder is not null);
            var session = new EmulatorSession(compiled);
            var (count, samples, doubts) = Inputs(graph, inputPaths, data);
            var outputs = graph.Outputs.Select(_ => new MemoryStream()).ToArray();
            var sequence = new MemoryStream();
            var timed = ConversionProgress.Samples(progress, count);
            var sample = 0;
            foreach (var encode in samples)
            {
                if (!keepState)
                {
                    session.Reset();
                }

                encode(session);
                session.Run(cancellation);
                for (var i = 0; i < outputs.Length; i++)
                {
                    outputs[i].Write(session.Output(i));
                    sequence.Write(session.Output(i));
                }

                if (sample == 0 && dumpFolder is not null)
                {
                    Dump(session, dumpFolder, files);
                }

                timed.Report(string.Create(CultureInfo.InvariantCulture, $"running: {++sample} of {count} samples"));
            }

            files.Add(outputPath, Bytes(outputPath, graph, count, outputs, sequence));
            cancellation.ThrowIfCancellationRequested();
            files.Deliver();
            return new RunResult(count, runtime.Default, [.. doubts, .. AccumulatorWarnings.Of(compiled, session.Overflows), .. RuntimeFaultWarnings.Of(graph, runtime)]);
        }
        catch (MrqException error)
        {
            throw error.InFile(modelPath);
        }
    }

    private static (int Count, IEnumerable<Action<EmulatorSession>> Samples, IReadOnlyList<(MrqCode Code, string Message)> Doubts) Inputs(QuantizedGraph graph, IReadOnlyList<string> paths, DatasetOptions? options)
    {
        var path = paths[0];
        if (paths.Count > 1 || !Path.GetExtension(path).Equals(".bin", StringComparison.OrdinalIgnoreCase))
        {
            if (graph.Inputs.IsEmpty)
            {
                throw new MrqException(MrqCodes.DatasetDoesNotFit, "the model has no inputs to give samples to.");
            }

            var dataset = Dataset.Load(paths, (options ?? DatasetOptions.Default) with { Labels = LabelKind.None }, graph);
            TableIndices.Require(dataset, graph);
            return (dataset.Count, Encoded(dataset, SampleEncoder.Create(dataset, graph, graph)), DatasetDoubts.Of(dataset, graph));
        }

        if (options is { SaysNothingOfInputs: false })
        {
            throw new MrqException(MrqCodes.BadOption, "The bytes of a .bin file are those of the inputs; --input-mean, --image-fit and the like are for samples in other files.", new MrqPlace(path));
        }

        var bytes = ModelFile.ReadBytes(path);
        var perSample = graph.Inputs.Sum(input => graph.Tensors[input].Type.ByteCount(graph.Tensors[input].Shape.ElementCount));
        if (perSample == 0 || bytes.Length == 0 || bytes.Length % perSample != 0)
        {
            throw new MrqException(MrqCodes.DatasetDoesNotFit, $"the file has {bytes.Length} bytes; one sample of the model's inputs takes {perSample}.", new MrqPlace(path));
        }

        return ((int)(bytes.Length / perSample), Raw(bytes, (int)perSample), []);
    }

    /// <summary>What writes one sample after another into a session.</summary>
    private static IEnumerable<Action<EmulatorSession>> Encoded(Dataset dataset, SampleEncoder encoder)
    {
        foreach (var sample in dataset.Samples())
        {
            yield return session => encoder.Encode(sample, session);
            sample.Dispose();
        }
    }

    private static IEnumerable<Action<EmulatorSession>> Raw(byte[] bytes, int perSample)
    {
        for (var start = 0; start < bytes.Length; start += perSample)
        {
            var sample = bytes.AsMemory(start, perSample);
            yield return session =>
            {
                var rest = sample.Span;
                for (var i = 0; i < session.Graph.Inputs.Length; i++)
                {
                    var input = session.Input(i);
                    rest[..input.Length].CopyTo(input);
                    rest = rest[input.Length..];
                }
            };
        }
    }

    /// <summary>No file may be written over another one, and what cannot be written is said before the work.</summary>
    private static void RequireFiles(string modelPath, IReadOnlyList<string> inputPaths, string outputPath, IReadOnlyList<string> dumpPaths)
    {
        DistinctFiles.Require(
            [new NamedFile("the model", modelPath), .. inputPaths.SelectMany(DatasetFiles.Of).Select(path => new NamedFile("the input", path))],
            [new NamedFile("the output", outputPath), .. dumpPaths.Select(path => new NamedFile("a dumped tensor", path))],
            []);
        foreach (var path in dumpPaths.Take(1).Append(outputPath))
        {
            OutputFile.RequireWritable(path);
        }
    }

    private static IReadOnlyList<string> DumpPaths(QuantizedGraph graph, string? folder) =>
        folder is null ? [] : [.. Enumerable.Range(0, graph.Tensors.Length).Select(tensor => DumpPath(folder, tensor))];

    private static string DumpPath(string folder, int tensor) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{tensor}.bin"));

    private static void Dump(EmulatorSession session, string folder, StagedFiles files)
    {
        for (var tensor = 0; tensor < session.Graph.Tensors.Length; tensor++)
        {
            if (session.Holds(tensor) && session.Graph.Tensors[tensor].Type != ElementType.Resource)
            {
                files.Add(DumpPath(folder, tensor), session.Tensor(tensor));
            }
        }
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static byte[] Bytes(string path, QuantizedGraph graph, int count, MemoryStream[] outputs, MemoryStream sequence)
    {
        var extension = Extension(path);
        if (extension is not (".npy" or ".npz"))
        {
            return sequence.ToArray();
        }

        if (graph.Outputs.IsEmpty || graph.Outputs.FirstOrDefault(index => !NumpyTypes.IsSupported(graph.Tensors[index].Type), -1) is >= 0)
        {
            throw new MrqException(MrqCodes.DatasetDoesNotFit, "the model has no outputs, or one of a type that NumPy does not have; write a .bin file.");
        }

        var arrays = graph.Outputs.Select((index, i) =>
        {
            var tensor = graph.Tensors[index];
            return new NumpyArray(tensor.Name, tensor.Type, new TensorShape([count, .. tensor.Shape.Dimensions]), outputs[i].ToArray());
        }).ToList();
        try
        {
            return extension == ".npy" ? NumpyFile.Bytes(arrays[0]) : NumpyFile.ArchiveBytes(arrays);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }
}
