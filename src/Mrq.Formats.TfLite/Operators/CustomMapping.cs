using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>The mapping of a custom operator whose options are a FlexBuffers map. Nothing changes the options that a file has.</summary>
/// <param name="code">The custom operator's name.</param>
/// <param name="blank">An operator without tensors.</param>
internal sealed class CustomMapping<T>(string code, T blank) : OperatorMapping("CUSTOM", code)
    where T : Operator
{
    /// <summary>The operator with its attributes; null where a file says what it cannot hold. Null for an operator without options.</summary>
    public Func<FlexMap, T, T?>? FromOptions { get; init; }

    public Func<T, FlexMap>? ToOptions { get; init; }

    public override Operator Blank => blank;

    public override bool Handles(Operator step) => step is T;

    /// <summary>Null for options that are no map of numbers.</summary>
    public override Operator? Read(FlatTable step, OpaqueOperator shell)
    {
        var typed = blank with
        {
            Inputs = shell.Inputs,
            Outputs = shell.Outputs,
            Version = shell.Version,
            Intermediates = shell.Intermediates,
            SourceIndex = shell.SourceIndex,
        };
        return FromOptions is null ? typed : step.Vector("custom_options") is { } stored && FlexMap.Read(stored.Bytes.Span) is { } options ? FromOptions(options, typed) : null;
    }

    public override FlatTable Write(FlatTable step, Operator typed, bool isNew) =>
        isNew && ToOptions is not null ? step.With("custom_options", new FlatVector(ToOptions((T)typed).ToBytes(), 1, sizeof(int))) : step;
}
