package io.codegeneration.generation.reply;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Loads the classes of this package and of CommonMark again, so that they report to {@link CountedWork} each start of a
 * method, each jump, and each character that a regular expression or a search reads.
 */
final class CountingLoader extends ClassLoader {

    private static final String COUNTER = Type.getInternalName(CountedWork.class);

    /** The methods of the counter, by the methods that they replace. */
    private static final Map<String, Method> COUNTED = Arrays.stream(CountedWork.class.getMethods())
            .filter(method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() > 0)
            .collect(Collectors.toMap(CountingLoader::original, method -> method));

    CountingLoader() {
        super(CountingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && counts(name)) {
                byte[] counting = counting(name);
                loaded = defineClass(name, counting, 0, counting.length);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    private static boolean counts(String name) {
        boolean own = name.startsWith("io.codegeneration.generation.")
                && !name.startsWith(CountedWork.class.getName())
                && !name.startsWith(CountingLoader.class.getName());
        return own || name.startsWith("org.commonmark.");
    }

    private byte[] counting(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            ClassReader reader = new ClassReader(file);
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(new CountingClass(writer), 0);
            return writer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the method that a method of the counter replaces. */
    private static String original(Method counted) {
        Type[] parameters = Type.getArgumentTypes(counted);
        return call(
                parameters[0].getInternalName(),
                counted.getName(),
                Type.getMethodDescriptor(
                        Type.getReturnType(counted), Arrays.copyOfRange(parameters, 1, parameters.length)));
    }

    private static String call(String owner, String name, String descriptor) {
        return owner + "." + name + descriptor;
    }

    private static final class CountingClass extends ClassVisitor {

        CountingClass(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            return new CountingMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
        }
    }

    private static final class CountingMethod extends MethodVisitor {

        CountingMethod(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitCode() {
            super.visitCode();
            step();
        }

        @Override
        public void visitJumpInsn(int opcode, Label label) {
            step();
            super.visitJumpInsn(opcode, label);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            Method counted = opcode == Opcodes.INVOKEVIRTUAL ? COUNTED.get(call(owner, name, descriptor)) : null;
            if (counted == null) {
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            } else {
                super.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTER, name, Type.getMethodDescriptor(counted), false);
            }
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle factory, Object... arguments) {
            Object[] counting =
                    Arrays.stream(arguments).map(CountingMethod::counting).toArray();
            super.visitInvokeDynamicInsn(name, descriptor, factory, counting);
        }

        /** A method reference such as {@code String::isBlank} is also a call. */
        private static Object counting(Object argument) {
            if (!(argument instanceof Handle handle) || handle.getTag() != Opcodes.H_INVOKEVIRTUAL) {
                return argument;
            }
            Method counted = COUNTED.get(call(handle.getOwner(), handle.getName(), handle.getDesc()));
            return counted == null
                    ? handle
                    : new Handle(
                            Opcodes.H_INVOKESTATIC,
                            COUNTER,
                            handle.getName(),
                            Type.getMethodDescriptor(counted),
                            false);
        }

        private void step() {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, COUNTER, "step", "()V", false);
        }
    }
}
