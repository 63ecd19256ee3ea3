using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Mrq.Testing;

/// <summary>A model in ONNX Runtime's CPU provider, on one thread, whose inputs and outputs are raw bytes.</summary>
public sealed class OnnxRuntimePeer : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    private OnnxRuntimePeer(InferenceSession session) => _session = session;

    /// <summary>Why there is no ONNX Runtime on this machine; null where there is one.</summary>
    public static string? Absence { get; } = FindAbsence();

    /// <summary>Names of the inputs, in the model's order.</summary>
    public IReadOnlyList<string> Inputs => _session.InputNames;

    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <summary>Opens a model that needs no other file.</summary>
    public static OnnxRuntimePeer Open(byte[] model, PeerOptions? options = null)
    {
        using var session = Options(options ?? PeerOptions.Default);
        return new OnnxRuntimePeer(new InferenceSession(model, session));
    }

    /// <summary>Opens a file; its constants may lie beside it.</summary>
    public static OnnxRuntimePeer Open(string path, PeerOptions? options = null)
    {
        using var session = Options(options ?? PeerOptions.Default);
        return new OnnxRuntimePeer(new InferenceSession(path, session));
    }

    /// <summary>The bytes of all outputs, one after the other.</summary>
    /// <param name="inputs">The bytes of all inputs in their order.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the model leaves open; an open one that nothing is said of is 1.</param>
    public byte[] Run(ReadOnlySpan<byte> inputs, IReadOnlyDictionary<string, int[]>? shapes = null)
    {
        var values = new List<OrtValue>();
        try
        {
            foreach (var name in _session.InputNames)
            {
                var metadata = _session.InputMetadata[name];
                var shape = shapes?.GetValueOrDefault(name) ?? Array.ConvertAll(metadata.Dimensions, dimension => Math.Max(dimension, 1));
                var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, metadata.ElementDataType, Array.ConvertAll(shape, dimension => (long)dimension));
                values.Add(value);
                var bytes = value.GetTensorMutableRawData();
                inputs[..bytes.Length].CopyTo(bytes);
                inputs = inputs[bytes.Length..];
            }

            if (!inputs.IsEmpty)
            {
                throw new ArgumentException($"{inputs.Length} bytes more than the inputs hold.", nameof(inputs));
            }

            using var results = _session.Run(_run, _session.InputNames, values, _session.OutputNames);
            return [.. results.SelectMany(result => result.GetTensorMutableRawData().ToArray())];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    /// <summary>Runs again and again on the same inputs without a copy: what is timed.</summary>
    public Action Prepare(ReadOnlySpan<byte> inputs)
    {
        var values = new List<OrtValue>();
        foreach (var name in _session.InputNames)
        {
            var metadata = _session.InputMetadata[name];
            var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, metadata.ElementDataType, Array.ConvertAll(metadata.Dimensions, dimension => (long)Math.Max(dimension, 1)));
            var bytes = value.GetTensorMutableRawData();
            inputs[..bytes.Length].CopyTo(bytes);
            inputs = inputs[bytes.Length..];
            values.Add(value);
        }

        return () => _session.Run(_run, _session.InputNames, values, _session.OutputNames).Dispose();
    }

    /// <summary>Ends the profile and says where it lies.</summary>
    public string EndProfile() => _session.EndProfiling();

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static SessionOptions Options(PeerOptions options)
    {
        var session = new SessionOptions
        {
            GraphOptimizationLevel = options.Optimizes ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (options.OptimizedModelPath is { } path)
        {
            session.OptimizedModelFilePath = path;
        }

        if (options.ProfilePrefix is { } prefix)
        {
            session.ProfileOutputPathPrefix = prefix;
            session.EnableProfiling = true;
        }

        return session;
    }

    private static string? FindAbsence()
    {
        try
        {
            _ = OrtEnv.Instance();
            return null;
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or BadImageFormatException or EntryPointNotFoundException)
        {
            return $"ONNX Runtime has no library for {RuntimeInformation.RuntimeIdentifier}: {(error.InnerException ?? error).Message}";
        }
    }
}
