using Mrq.Core.Diagnostics;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>What a table <c>OperatorCode</c> says: which operator, in which version.</summary>
/// <param name="Code">Number in <c>BuiltinOperator</c>.</param>
/// <param name="CustomCode">Name of a custom operator; null for a builtin.</param>
/// <param name="Version">Version of the operator.</param>
internal readonly record struct OperatorKind(int Code, string? CustomCode, int Version)
{
    /// <summary>The old field has 8 bits and holds this for every code beyond.</summary>
    private const int LastDeprecatedCode = 127;

    private static int Custom => TfLiteSchema.Instance.BuiltinOperator["CUSTOM"];

    public string DisplayName => CustomCode is not null ? $"CUSTOM({SafeText.Name(CustomCode)})" : TfLiteSchema.Instance.BuiltinOperator.NameOf(Code) ?? $"BUILTIN({Code})";

    public static OperatorKind Of(FlatTable operatorCode)
    {
        // Files from before the wide field have only the narrow one, so the larger of the two is the code.
        var code = Math.Max((int)unchecked((sbyte)operatorCode.Bits("deprecated_builtin_code")), operatorCode.Int32("builtin_code"));
        return new OperatorKind(code, code == Custom ? operatorCode.Text("custom_code") ?? "" : null, operatorCode.Int32("version"));
    }

    public FlatTable ToTable()
    {
        var table = new FlatTable(TfLiteSchema.Instance.Table("OperatorCode"))
            .WithScalar("deprecated_builtin_code", Math.Min(Code, LastDeprecatedCode))
            .WithScalar("version", Version)
            .WithScalar("builtin_code", Code);
        return CustomCode is null ? table : table.With("custom_code", FlatString.Of(CustomCode));
    }
}
