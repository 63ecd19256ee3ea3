using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>How one operator of the graph stands in the file: its code, and how its attributes are kept.</summary>
internal abstract class OperatorMapping(string builtin, string? customCode = null)
{
    /// <summary>The operator without tensors, its attributes at their defaults.</summary>
    public abstract Operator Blank { get; }

    /// <summary>As in <c>BuiltinOperator</c>, or as messages name a custom operator.</summary>
    public string Name { get; } = customCode is null ? builtin : $"{builtin}({customCode})";

    public int Code { get; } = TfLiteSchema.Instance.BuiltinOperator[builtin];

    /// <summary>The name of a custom operator; null for a builtin.</summary>
    public string? CustomCode { get; } = customCode;

    /// <summary>The typed operator; null when the file says something that it cannot hold.</summary>
    /// <param name="step">The table <c>Operator</c>.</param>
    /// <param name="shell">Inputs, outputs, version and index, already read.</param>
    public abstract Operator? Read(FlatTable step, OpaqueOperator shell);

    /// <summary>The table <c>Operator</c> with the attributes set.</summary>
    public abstract FlatTable Write(FlatTable step, Operator typed, bool isNew);

    public abstract bool Handles(Operator step);
}
