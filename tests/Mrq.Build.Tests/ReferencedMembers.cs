using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Mrq.Build.Tests;

/// <summary>Types and members of MSBuild as texts, so that what one assembly uses can be looked up in what others declare.</summary>
internal static class ReferencedMembers
{
    private const string Prefix = "Microsoft.Build.";

    /// <summary>What an assembly uses of MSBuild's assemblies.</summary>
    public static IReadOnlyList<string> UsedBy(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var types = reader.TypeReferences.Where(type => IsOfMSBuild(reader, reader.GetTypeReference(type))).ToHashSet();
        var members = from handle in reader.MemberReferences
                      let member = reader.GetMemberReference(handle)
                      where member.Parent.Kind == HandleKind.TypeReference && types.Contains((TypeReferenceHandle)member.Parent)
                      select $"{TypeNames.Of(reader, (TypeReferenceHandle)member.Parent)}.{Signature(reader, member)}";
        return [.. types.Select(type => TypeNames.Of(reader, type)).Concat(members).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What assemblies declare for others to use.</summary>
    public static HashSet<string> DeclaredBy(IEnumerable<string> paths)
    {
        var declared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            using var file = new PEReader(File.OpenRead(path));
            var reader = file.GetMetadataReader();
            foreach (var type in reader.TypeDefinitions)
            {
                var (definition, name) = (reader.GetTypeDefinition(type), TypeNames.Of(reader, type));
                declared.Add(name);
                declared.UnionWith(definition.GetMethods().Select(handle => $"{name}.{Signature(reader, reader.GetMethodDefinition(handle))}"));
                declared.UnionWith(definition.GetFields().Select(handle => $"{name}.{reader.GetString(reader.GetFieldDefinition(handle).Name)}"));
            }
        }

        return declared;
    }

    private static bool IsOfMSBuild(MetadataReader reader, TypeReference type) =>
        type.ResolutionScope.Kind switch
        {
            HandleKind.AssemblyReference => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name).StartsWith(Prefix, StringComparison.Ordinal),
            HandleKind.TypeReference => IsOfMSBuild(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)),
            _ => false,
        };

    private static string Signature(MetadataReader reader, MemberReference member) =>
        member.GetKind() == MemberReferenceKind.Field
            ? reader.GetString(member.Name)
            : Text(reader.GetString(member.Name), member.DecodeMethodSignature(TypeNames.Provider, null));

    private static string Signature(MetadataReader reader, MethodDefinition method) => Text(reader.GetString(method.Name), method.DecodeSignature(TypeNames.Provider, null));

    private static string Text(string name, MethodSignature<string> signature) =>
        $"{name}`{signature.GenericParameterCount}({string.Join(", ", signature.ParameterTypes)}) : {signature.ReturnType}";
}
