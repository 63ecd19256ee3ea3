using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Operators;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Operators of the graph as tables, each starting from the file's one where it has a source.</summary>
internal sealed class OperatorWriter(ImmutableArray<FlatTable> tables, QuantizedGraph source, OperatorCodePool codes)
{
    public FlatTable Write(QuantizedGraph graph, int index)
    {
        var step = graph.Operators[index];
        if (step is WindowedOperator { Pads: not null })
        {
            throw TfLiteErrors.CannotRepresent($"{step.Name} has explicit pads, which need a PAD of their own.", graph.Describe(index));
        }

        var from = FromSource(step);
        var table = from is { } known ? Update(tables[known], source.Operators[known], step) : Add(step, graph.Describe(index));
        return BiasType.KeepInStep(table, step, graph, source, from);
    }

    /// <summary>The source's index when it is the same kind of operator; a pass may have put another one in its place.</summary>
    private int? FromSource(Operator step) =>
        step.SourceIndex is { } from && from >= 0 && from < tables.Length
        && source.Operators[from].Name == step.Name
        && (step is OpaqueOperator || source.Operators[from].GetType() == step.GetType())
            ? from
            : null;

    private FlatTable Update(FlatTable table, Operator old, Operator step)
    {
        if (ReferenceEquals(old, step))
        {
            return table;
        }

        table = WithTensors(table, "inputs", old.Inputs, step.Inputs);
        table = WithTensors(table, "outputs", old.Outputs, step.Outputs);
        table = table.WithScalar("opcode_index", codes.WithVersion(table.Int32("opcode_index"), step.Version));
        return OperatorRegistry.Find(step)?.Write(table, step, isNew: false) ?? table;
    }

    private FlatTable Add(Operator step, string label)
    {
        var mapping = OperatorRegistry.Find(step)
            ?? throw TfLiteErrors.CannotRepresent($"{step.Name} is not in the source model, and its attributes are not known.", label);
        var table = new FlatTable(TfLiteSchema.Instance.Table("Operator"))
            .With("inputs", FlatVector.Of(step.Inputs.AsSpan()))
            .With("outputs", FlatVector.Of(step.Outputs.AsSpan()))
            .WithScalar("opcode_index", codes.IndexOf(new OperatorKind(mapping.Code, mapping.CustomCode, step.Version)));
        return mapping.Write(table, step, isNew: true);
    }

    private static FlatTable WithTensors(FlatTable table, string field, ImmutableArray<int> old, ImmutableArray<int> tensors) =>
        old.AsSpan().SequenceEqual(tensors.AsSpan()) ? table : table.With(field, FlatVector.Of(tensors.AsSpan()));
}
