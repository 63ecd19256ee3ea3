using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Operators;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>From the container's tables to graphs.</summary>
internal static class GraphReader
{
    public static IReadOnlyList<QuantizedGraph> Read(FlatTable root)
    {
        var graphs = root.Tables("subgraphs").Select(subgraph => ReadGraph(root, subgraph)).ToList();
        return graphs.Count > 0 ? graphs : throw Invalid("the model has no subgraph.");
    }

    public static (string Name, int Version) OperatorCode(FlatTable code)
    {
        var number = Math.Max(code.Integer("builtin_code"), code.Integer("deprecated_builtin_code"));
        var name = TfLiteSchema.Instance.NameOf("BuiltinOperator", number)
            ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"BUILTIN_{number}");
        return (name == "CUSTOM" ? $"CUSTOM({code.Text("custom_code")})" : name, (int)code.Integer("version"));
    }

    private static QuantizedGraph ReadGraph(FlatTable root, FlatTable subgraph)
    {
        var buffers = root.Tables("buffers");
        var codes = root.Tables("operator_codes").Select(OperatorCode).ToList();
        var graph = new QuantizedGraph
        {
            Name = subgraph.Text("name") ?? "",
            Tensors = [.. subgraph.Tables("tensors").Select(tensor => ReadTensor(tensor, buffers))],
            Operators = [.. subgraph.Tables("operators").Select((step, index) => ReadOperator(step, index, codes))],
            Inputs = subgraph.Numbers<int>("inputs"),
            Outputs = subgraph.Numbers<int>("outputs"),
        };
        graph.Validate();
        return graph;
    }

    private static Tensor ReadTensor(FlatTable table, IReadOnlyList<FlatTable> buffers)
    {
        var name = table.Text("name") ?? "";
        var dimensions = table.Numbers<int>("shape");
        var elements = 1L;
        foreach (var dimension in dimensions)
        {
            if (dimension < 0 || (elements *= Math.Max(dimension, 1)) > int.MaxValue)
            {
                throw Invalid($"shape {new TensorShape(dimensions.AsSpan())} is not one that can be computed.", name);
            }
        }

        var buffer = table.Integer("buffer");
        if (buffer >= buffers.Count && buffer != 0)
        {
            throw Invalid($"buffer {buffer} is not in the file, which has {buffers.Count}.", name);
        }

        var data = buffers.Count > 0 ? buffers[(int)buffer].Bytes("data") : null;
        return new Tensor
        {
            Name = name,
            Type = TensorTypes.Read(table.Integer("type")) ?? throw Invalid($"tensor type {table.Integer("type")} is not known.", name),
            Shape = new TensorShape(dimensions.AsSpan()),
            Quantization = ReadQuantization(table.Table("quantization")),
            Data = data is { Length: > 0 } ? data : null,
            IsVariable = table.Integer("is_variable") != 0,
        };
    }

    private static QuantizationParameters? ReadQuantization(FlatTable? table)
    {
        var scales = table?.Numbers<float>("scale") ?? [];
        if (table is null || scales.Length == 0)
        {
            return null;
        }

        // Writers leave zero points out when all are 0, and some write one for all channels.
        var stored = table.Numbers<long>("zero_point");
        var zeroPoints = ImmutableArray.CreateRange(Enumerable.Range(0, scales.Length).Select(i => stored.Length == 0 ? 0 : stored[Math.Min(i, stored.Length - 1)]));
        return new QuantizationParameters(scales, zeroPoints, (int)table.Integer("quantized_dimension"));
    }

    private static Operator ReadOperator(FlatTable table, int index, List<(string Name, int Version)> codes)
    {
        var opcode = table.Integer("opcode_index");
        if (opcode >= codes.Count)
        {
            throw Invalid($"operator {index} has code {opcode}, but the file has {codes.Count}.");
        }

        var (name, version) = codes[(int)opcode];
        var mapping = OperatorMappings.All.FirstOrDefault(mapping => mapping.Name == name);
        var options = table.Table("builtin_options") ?? new FlatTable(TfLiteSchema.Instance.Table(mapping?.OptionsTable ?? "NONE"));
        var isTyped = mapping is not null && options.Schema.Name == mapping.OptionsTable;
        var step = (isTyped ? mapping!.Read(options) : null) ?? new OpaqueOperator(name) { Inputs = [], Outputs = [] };
        return step with
        {
            Inputs = table.Numbers<int>("inputs"),
            Outputs = table.Numbers<int>("outputs"),
            Version = version,
            SourceIndex = index,
        };
    }

    private static MrqException Invalid(string message, string? tensor = null) =>
        new(MrqCodes.InvalidGraph, message, tensor is null ? null : new MrqPlace(Tensor: tensor));
}
