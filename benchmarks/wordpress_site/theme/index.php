<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="utf-8"><?php wp_head(); ?></head>
<body <?php body_class(); ?>>
<nav><a href="<?php echo esc_url(home_url('/')); ?>">Home</a>
<a href="<?php echo esc_url(get_post_type_archive_link('publication')); ?>">Publications</a>
<?php wp_list_pages(['title_li' => '', 'style' => 'none', 'separator' => ' ']); ?>
<?php wp_list_categories(['title_li' => '', 'style' => 'none', 'separator' => ' ']); ?></nav>
<main>
<?php while (have_posts()) : the_post(); ?>
<article <?php post_class(); ?>>
<?php if (is_singular()) : ?>
<h1 class="entry-title"><?php the_title(); ?></h1>
<p class="posted-on"><time class="entry-date" datetime="<?php echo esc_attr(get_the_date('c')); ?>"><?php echo esc_html(get_the_date()); ?></time>
by <?php the_author_posts_link(); ?> in <?php the_category(', '); ?> <?php the_tags('', ', '); ?></p>
<div class="entry-content"><?php the_content(); ?></div>
<?php else : ?>
<h2 class="entry-title"><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h2>
<div class="entry-summary"><?php the_excerpt(); ?></div>
<?php endif; ?>
</article>
<?php endwhile; ?>
<?php if (!is_singular()) { posts_nav_link(' | ', 'Newer posts', 'Older posts'); } ?>
</main>
<?php wp_footer(); ?>
</body></html>
